/** Globals that every JavaScript host has (page, worker, Node) and the ECMAScript library does not type. */
declare class TextEncoder {
  encode(text?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(bytes?: ArrayBufferView | ArrayBuffer): string;
}

declare const crypto: {
  readonly subtle: {
    digest(algorithm: 'SHA-256', bytes: ArrayBufferView | ArrayBuffer): Promise<ArrayBuffer>;
  };
};

declare const performance: { now(): number };

declare function setTimeout(task: () => void, milliseconds: number): unknown;

declare function clearTimeout(timer: unknown): void;

declare class URL {
  constructor(url: string, base?: string);
  static canParse(url: string): boolean;
  readonly host: string;
}

/** Typed as far as it is used here; the lists of hosts differ in it. */
declare class CompressionStream {
  constructor(format: 'deflate');
  readonly readable: {
    getReader(): {
      read(): Promise<{ readonly done: boolean; readonly value?: Uint8Array | undefined }>;
      cancel(): Promise<void>;
    };
  };
  readonly writable: {
    getWriter(): { write(bytes: Uint8Array<ArrayBuffer>): Promise<void>; close(): Promise<void> };
  };
}

declare class DecompressionStream extends CompressionStream {}
