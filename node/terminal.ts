/** What a program says beside its result: on stderr, so that stdout holds the result alone. */

/** A sentence that the person should read. */
export function note(sentence: string): void {
  process.stderr.write(`whylight: ${sentence}\n`);
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

export function printJson(document: unknown): void {
  process.stdout.write(`${JSON.stringify(document)}\n`);
}
