/** What PayFast's signature takes from Node's crypto, which Workers have under nodejs_compat: their own types leave it out. */
declare module 'node:crypto' {
  export const createHash: (algorithm: 'md5') => {
    update: (text: string) => { digest: (encoding: 'hex') => string }
  }
  export const timingSafeEqual: (one: Uint8Array, other: Uint8Array) => boolean
}
