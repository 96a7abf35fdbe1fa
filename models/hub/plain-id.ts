/** Letters, digits, and . _ - / only: a folder may be called anything. */
export function plainId(id: string): string {
  const plain = id.replace(/[^\w./-]+/g, '-').replace(/^[^\w]+|\/+$/g, '');
  return plain === '' ? 'checkpoint' : plain.slice(0, 200);
}
