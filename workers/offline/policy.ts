/** What responses say about isolation and about what a page may load; for the build, the service worker and the docs. */

/** The one style rule that react-aria puts into the page itself, for touch. A browser test notices when it changes. */
const TOUCH_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/**
 * Models of other origins are fetched by the model's worker alone, when somebody has chosen one. The hub answers with
 * a redirect to a storage whose name it changes at will, and people may name hubs of their own, so no list of hosts
 * would do; a mirror on one's own machine has no certificate.
 */
const MODEL_SOURCES = 'https: http://127.0.0.1:* http://localhost:*';

const policy = (connect: string) =>
  [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    `style-src 'self' ${TOUCH_STYLE}`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src ${connect}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');

/** For the page's `<meta>`: the page itself talks to nobody but its own host. */
export const PAGE_POLICY = policy("'self'");

/** For the scripts of workers, which take their policy from their own response and not from the page. */
export const WORKER_POLICY = policy(`'self' ${MODEL_SOURCES}`);

/** Isolation from other origins, which threads of WebAssembly need; and leave to show the page in other pages. */
export const ISOLATION_HEADERS: Readonly<Record<string, string>> = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};
