/** English: what each wing says, in one tree. */
import account from './account.json'
import administration from './administration.json'
import billing from './billing.json'
import care from './care.json'
import frame from './frame.json'
import guide from './guide.json'
import insight from './insight.json'
import protection from './protection.json'
import session from './session.json'

export const en = {
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

export type Words = typeof en
