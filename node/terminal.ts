/** What a program says beside its result: on stderr, so that stdout holds the result alone. */

/** Line ends and tabs are the only controls that a text for people needs. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Unicode's pictures of control characters, which show one and do nothing. */
const PICTURES = 0x2400;
const PICTURE_OF_DELETE = '\u2421';

/**
 * A text as a terminal may print it. What strangers wrote may hold commands to it: to colour, move, clear, or write the
 * clipboard, and marks that turn lines around.
 */
export const printable = (text: string): string =>
  text.replace(/\r\n/g, '\n').replace(CONTROLS, (control) => {
    const code = control.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(PICTURES + code);
    return code === 0x7f ? PICTURE_OF_DELETE : '\ufffd';
  });

/** The result, for people. */
export function say(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** A sentence that the person should read. */
export function note(sentence: string): void {
  process.stderr.write(`whylight: ${printable(sentence)}\n`);
}

/**
 * Progress on one line that is rewritten, where a person watches; nothing in logs and pipes. Returns a function that
 * clears the line.
 */
export function progress(label: string): { update(loaded: number, total: number): void; done(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => undefined, done: () => undefined };
  stderr.write(`${label}…`);
  return {
    update(loaded, total) {
      const share = total > 0 ? ` ${Math.floor((100 * loaded) / total)} %` : '';
      stderr.write(`\r\u001b[K${label}…${share}`);
    },
    done: () => stderr.write('\r\u001b[K'),
  };
}

/** The result, for programs. JSON escapes some controls and leaves others, which are escaped here. */
export function printJson(document: unknown): void {
  const json = JSON.stringify(document).replace(
    CONTROLS,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  process.stdout.write(`${json}\n`);
}

/** 95 → "1 min 35 s", 7300 → "2 h 1 min". */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}
