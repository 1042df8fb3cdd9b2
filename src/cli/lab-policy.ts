/**
 * What the pages of the lab may load and run: files of their own and WebAssembly, nothing inline, nothing from elsewhere.
 * Pictures are also made in the page (data, blob). Who may frame the lab is not restricted: it can be embedded.
 */
export const LAB_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  // The Advanced panel's font of symbols lies in its style sheet.
  "font-src data:",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
