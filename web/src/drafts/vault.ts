/** What is typed but not sent yet, kept in this browser under a key that only the session has. */

const DATABASE = 'mortar-drafts'
const SEALED = 'sealed'
const PURPOSE = 'mortar drafts'
const IV_BYTES = 12

interface Sealed {
  id: string
  /** Which window keeps it. */
  window: string
  iv: Uint8Array<ArrayBuffer>
  content: ArrayBuffer
}

export interface Opened<Value> {
  id: string
  window: string
  value: Value
}

/** Browsers offer their cryptography to pages over TLS, and of this machine, alone. */
export function canKeep(): boolean {
  return 'subtle' in crypto && 'indexedDB' in globalThis
}

/** Made from the session's own secret, which ends with the session; it can be used but not read. */
export async function keyOf(secret: string): Promise<CryptoKey> {
  const text = new TextEncoder()
  const material = await crypto.subtle.importKey('raw', text.encode(secret), 'HKDF', false, ['deriveKey'])
  return crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: text.encode(PURPOSE) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt', 'decrypt'],
  )
}

export async function keep(key: CryptoKey, window: string, id: string, value: unknown): Promise<void> {
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const plain = new TextEncoder().encode(JSON.stringify(value))
  const content = await crypto.subtle.encrypt(sealing(iv, id), key, plain)
  await within('readwrite', (store) => store.put({ id, window, iv, content } satisfies Sealed))
}

export async function remove(id: string): Promise<void> {
  await within('readwrite', (store) => store.delete(id))
}

/** All that this key opens; what another session left behind is thrown away unread. */
export async function openAll<Value>(key: CryptoKey): Promise<Opened<Value>[]> {
  if (!(await isThere())) return []
  const sealed = await within<Sealed[]>('readonly', (store) => store.getAll())
  const opened = await Promise.all(sealed.map((each) => open<Value>(key, each)))
  return opened.filter((each) => each !== null)
}

/** Nothing stays: not even the names of what was kept. */
export async function wipe(): Promise<void> {
  if (!canKeep()) return
  await answered(indexedDB.deleteDatabase(DATABASE))
}

async function open<Value>(key: CryptoKey, { id, window, iv, content }: Sealed): Promise<Opened<Value> | null> {
  try {
    const plain = await crypto.subtle.decrypt(sealing(iv, id), key, content)
    return { id, window, value: JSON.parse(new TextDecoder().decode(plain)) as Value }
  } catch {
    await remove(id)
    return null
  }
}

function sealing(iv: Uint8Array<ArrayBuffer>, id: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(id) }
}

async function isThere(): Promise<boolean> {
  const databases = await indexedDB.databases()
  return databases.some(({ name }) => name === DATABASE)
}

/** Opened for one act and closed again, so that no window stands in the way of a wipe. */
async function within<Result>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(SEALED, { keyPath: 'id' })
  const database = await answered(opening)
  try {
    const result: unknown = await answered(act(database.transaction(SEALED, mode).objectStore(SEALED)))
    return result as Result
  } finally {
    database.close()
  }
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('The browser keeps nothing.'))
  })
}
