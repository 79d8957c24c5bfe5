/** What the windows of one browser tell each other about the session that they share. */

type Told = 'signed out' | 'proved'

const CHANNEL = 'mortar-session'

export function tellOtherWindows(told: Told): void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.postMessage(told)
  channel.close()
}

/** Returns how to stop hearing. */
export function onTold(wanted: Told, act: () => void): () => void {
  const channel = new BroadcastChannel(CHANNEL)
  channel.onmessage = ({ data }: MessageEvent<Told>) => {
    if (data === wanted) act()
  }
  return () => channel.close()
}
