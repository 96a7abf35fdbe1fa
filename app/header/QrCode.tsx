import { useMemo } from 'react';
import { encode } from 'uqr';

/** Characters that a code holds at most and still scans from a screen. */
const MOST = 1200;
const BORDER = 3;

/** A text as a QR code, black on white in both themes, as readers expect. */
export function QrCode({ text }: { readonly text: string }) {
  const code = useMemo(
    () => (text.length > MOST ? undefined : encode(text, { ecc: 'L', border: BORDER })),
    [text],
  );
  if (!code) return null;
  const path = code.data
    .flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg
      className="qr"
      viewBox={`0 0 ${code.size} ${code.size}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label="QR code of the link"
    >
      <rect width={code.size} height={code.size} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
