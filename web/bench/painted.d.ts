export {}

declare global {
  interface Window {
    /** What `type` found on this page. */
    painted?: { painted: number[]; stop: () => void }
  }
}
