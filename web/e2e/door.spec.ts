/** Every way in, in a real browser: invited, with a second factor, by key, and proved anew. */
import { expect, type Page } from '@playwright/test'
import { ask, codeOf, enter, expectNoBarrier, letProofsAge, signIn, signOut, test } from './people'

const PASSWORD = 'four wooden boats upon a lake'

test('a wrong password is told kindly', async ({ page }) => {
  await page.goto('/')
  await enter(page, 'juniper', 'nobody@juniper.example', 'not this one either')

  await expect(page.getByRole('alert')).toContainText('an account rests for a while')
  await expectNoBarrier(page)
})

test('an organization without a provider says so', async ({ page }) => {
  await page.goto('/')
  await page.getByLabel('Organization').fill('juniper')
  await page.getByRole('button', { name: 'Sign in through your organization' }).click()

  await expect(page.getByRole('alert')).toContainText('no such identity provider')
})

test('the invited comes in, enrols what the pharmacy asks for, and proves it anew', async ({ page, browser }) => {
  const email = `nell.${String(Date.now())}@juniper.example`
  const admin = await (await browser.newContext()).newPage()
  await signIn(admin, 'admin', 'juniper')
  const invitation = await invited(admin, email)
  await mustHaveSecondFactor(admin, ['technician'])

  await page.goto(`/invitation#${invitation}`)
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Choose this password' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await expectNoBarrier(page)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Choose this password' }).click()
  await page.getByRole('link', { name: 'Sign in to Mortar' }).click()

  await enter(page, 'juniper', email, PASSWORD)
  await page.getByRole('button', { name: 'Use an authenticator app' }).click()
  const secret = (await page.locator('.secret').textContent()) ?? ''
  await expectNoBarrier(page)
  await page.getByLabel('Code').fill(codeOf(secret))
  await page.getByRole('button', { name: 'Add it' }).click()
  const recoveryCode = (await page.locator('.codes li').first().textContent()) ?? ''
  await page.getByRole('button', { name: 'I have written them down' }).click()
  await expect(page.getByRole('link', { name: 'My account: Nell' })).toBeVisible()
  await mustHaveSecondFactor(admin, [])
  await admin.context().close()

  await signOut(page)
  await enter(page, 'juniper', email, PASSWORD)
  await expect(page.getByRole('heading', { name: 'One more proof' })).toBeVisible()
  await expectNoBarrier(page)
  await page.getByLabel('Code').fill('000000')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page.getByRole('alert')).toBeVisible()
  await page.getByLabel('Code').fill(codeOf(secret, 1))
  await page.getByRole('button', { name: 'Continue' }).click()

  await withVirtualKey(page)
  await openAccount(page)
  await page.getByRole('button', { name: 'Use a security key' }).click()
  await page.getByLabel('Name of the key').fill('Key ring')
  await page.getByRole('button', { name: 'Add it' }).click()
  await expect(page.getByText('Security key: Key ring')).toBeVisible()
  await expectNoBarrier(page)

  await signOut(page)
  await enter(page, 'juniper', email, PASSWORD)
  await page.getByRole('button', { name: 'Use a security key' }).click()
  await expect(page.getByRole('link', { name: 'My account: Nell' })).toBeVisible()

  await signOut(page)
  await enter(page, 'juniper', email, PASSWORD)
  await page.getByLabel('Code').fill(recoveryCode)
  await page.getByRole('button', { name: 'Continue' }).click()
  await openAccount(page)
  await expect(page.getByText('9 recovery codes left')).toBeVisible()

  await expectProofAsked(page, email)
  const dialog = page.getByRole('dialog', { name: 'Is it really you?' })
  await expectNoBarrier(page)
  await dialog.getByLabel('Password').fill('not this one')
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await expect(dialog.getByRole('alert')).toBeVisible()
  await dialog.getByLabel('Password').fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Continue' }).click()
  await dialog.getByRole('button', { name: 'Use a security key' }).click()

  await expect(dialog).toHaveCount(0)
  await expect(page.getByRole('heading', { name: 'Recovery codes' })).toBeVisible()
  await expect(page.locator('.codes li')).toHaveCount(10)
})

test('one changes the password and ends the other sessions', async ({ page, browser }) => {
  const email = `otto.${String(Date.now())}@juniper.example`
  const admin = await (await browser.newContext()).newPage()
  await signIn(admin, 'admin', 'juniper')
  const invitation = await invited(admin, email)
  await admin.context().close()
  await page.goto(`/invitation#${invitation}`)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Choose this password' }).click()
  await page.getByRole('link', { name: 'Sign in to Mortar' }).click()
  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto('/')
  await enter(elsewhere, 'juniper', email, PASSWORD)
  await expect(elsewhere.getByRole('link', { name: 'My account: Nell' })).toBeVisible()
  await enter(page, 'juniper', email, PASSWORD)

  await openAccount(page)
  await page.getByRole('button', { name: 'Sign out everywhere else' }).click()
  await expect(page.getByRole('button', { name: 'Sign out everywhere else' })).toHaveCount(0)
  await page.getByLabel('Present password').fill(PASSWORD)
  await page.getByLabel('New password').fill('five paper boats upon a river')
  await page.getByRole('button', { name: 'Change the password' }).click()

  await expect(page.getByText('The password is changed')).toBeVisible()
  await elsewhere.getByRole('link', { name: 'My account: Nell' }).click()
  await expect(elsewhere.getByRole('heading', { name: 'Sign in to Mortar' })).toBeVisible()
  await elsewhere.context().close()
})

async function openAccount(page: Page) {
  await page.getByRole('link', { name: /^My account/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'My account' })).toBeVisible()
}

/** The server trusts what it knew for a moment: asked again, until it has looked. */
async function expectProofAsked(page: Page, email: string) {
  letProofsAge(email)
  await expect(async () => {
    await page.getByRole('button', { name: 'New recovery codes' }).click()
    await expect(page.getByRole('dialog')).toBeVisible({ timeout: 2_000 })
  }).toPass()
}

async function withVirtualKey(page: Page) {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'usb',
      hasResidentKey: false,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

interface Made {
  inviteUser: { invitation: string; user: { id: string } }
}

interface Known {
  roles: { nodes: { id: string; name: string }[] }
  organizationUnits: { nodes: { id: string }[] }
}

const KNOWN = '{ roles(first: 50) { nodes { id name } } organizationUnits(first: 1) { nodes { id } } }'

/** A technician of the whole organization, who has still to come in. */
async function invited(admin: Page, email: string): Promise<string> {
  const { roles, organizationUnits } = await ask<Known>(admin, KNOWN)
  const { inviteUser } = await ask<Made>(
    admin,
    `mutation ($email: String!) { inviteUser(email: $email, name: "Nell") {
       ... on Invitation { invitation user { id } } } }`,
    { email },
  )
  await ask(
    admin,
    `mutation ($userId: ID!, $roleId: ID!, $unitId: ID!) {
       assignMembership(userId: $userId, roleId: $roleId, unitId: $unitId) { __typename } }`,
    {
      userId: inviteUser.user.id,
      roleId: roles.nodes.find((role) => role.name === 'technician')?.id,
      unitId: organizationUnits.nodes[0]?.id,
    },
  )
  return inviteUser.invitation
}

async function mustHaveSecondFactor(admin: Page, names: string[]) {
  const { roles } = await ask<Known>(admin, KNOWN)
  const ids = roles.nodes.filter((role) => names.includes(role.name)).map((role) => role.id)
  await ask(
    admin,
    `mutation ($policy: SignInPolicyInput!) { setSignInPolicy(policy: $policy) { __typename } }`,
    {
      policy: {
        idleMinutes: 15,
        longestHours: 12,
        recentMinutes: 15,
        secondFactor: ids.length > 0 ? 'SOME_ROLES' : 'OPTIONAL',
        secondFactorRoleIds: ids,
      },
    },
  )
}
