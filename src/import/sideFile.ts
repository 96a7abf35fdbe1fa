/** Weights that no file holds in the form that the graph takes: written one after another, to be given to the runtime. */
export class SideFile {
  private readonly parts: Float32Array[] = [];
  private length = 0;

  constructor(private readonly location: string) {}

  /** Where the numbers will lie. */
  add(data: Float32Array): { location: string; offset: number; length: number } {
    const at = { location: this.location, offset: this.length, length: data.byteLength };
    this.parts.push(data);
    this.length += data.byteLength;
    return at;
  }

  /** Undefined where nothing was unpacked. */
  file(): { readonly location: string; readonly bytes: Uint8Array } | undefined {
    if (this.parts.length === 0) return undefined;
    const numbers = new Float32Array(this.length / 4);
    let at = 0;
    for (const part of this.parts.splice(0)) {
      numbers.set(part, at);
      at += part.length;
    }
    return { location: this.location, bytes: new Uint8Array(numbers.buffer) };
  }
}
