/** Spanish, word for word beside the English: a word that is missing does not compile. */
import account from './account.json'
import administration from './administration.json'
import billing from './billing.json'
import care from './care.json'
import frame from './frame.json'
import guide from './guide.json'
import insight from './insight.json'
import protection from './protection.json'
import session from './session.json'
import said from './said.json'
import type { Words } from '../en'

export { said }

export const es: Words = {
  ...frame,
  ...session,
  ...account,
  ...care,
  ...billing,
  ...insight,
  ...guide,
  ...administration,
  rooms: { ...care.rooms, ...billing.rooms, ...insight.rooms, ...guide.rooms, ...administration.rooms, ...protection.rooms },
}
