/** Asks a security key, or the device's own, for what the server wants signed. */

/** They sign for names: at a bare number, such as 127.0.0.1, browsers ask no key. */
export const HAS_KEYS = 'PublicKeyCredential' in window && !/^[\d.]+$/.test(window.location.hostname)

export interface Asked<Options> {
  options: Options
  challenge: string
}

/** Null where the person thought better of it, or the key is not theirs. */
export async function signedByKey(options: PublicKeyCredentialRequestOptionsJSON): Promise<string | null> {
  return textOf(() =>
    navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) }),
  )
}

export async function newKey(options: PublicKeyCredentialCreationOptionsJSON): Promise<string | null> {
  return textOf(() =>
    navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) }),
  )
}

async function textOf(ask: () => Promise<Credential | null>): Promise<string | null> {
  try {
    const credential = await ask()
    return credential === null ? null : JSON.stringify((credential as PublicKeyCredential).toJSON())
  } catch {
    return null
  }
}
