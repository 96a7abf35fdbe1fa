/** What programs hand over, which no type checker may have seen: refused in a sentence, before anything is computed. */
import type { AskedMethod } from '../ask/asked';
import type { Pixels } from '../image/pixels';
import { WhylightError } from '../tensor/error';
import { quoted } from '../tensor/quote';

const bad = (sentence: string): WhylightError => new WhylightError('bad-input', sentence);

/** @throws WhylightError ('bad-input') unless it is a picture of RGBA bytes */
export function checkedPixels(image: unknown): Pixels {
  if (typeof image !== 'object' || image === null)
    throw bad(`The picture is ${quoted(image)}; give pixels, as readImage makes them of a file.`);
  const { width, height, data } = image as Partial<Pixels>;
  const isSide = (side: unknown) => Number.isInteger(side) && Number(side) >= 1;
  if (!isSide(width) || !isSide(height))
    throw bad(
      `The picture has ${quoted(width)} × ${quoted(height)} pixels; both must be whole numbers from 1.`,
    );
  if (!(data instanceof Uint8Array || data instanceof Uint8ClampedArray))
    throw bad(`The picture's data are ${quoted(data)}; give RGBA bytes, a Uint8ClampedArray or Uint8Array.`);
  const expected = width! * height! * 4;
  if (data.length !== expected)
    throw bad(
      `The picture has ${data.length} bytes, and ${width} × ${height} pixels of RGBA have ${expected}.`,
    );
  return image as Pixels;
}

/** Methods by their ids, or with importance and seed. @throws WhylightError ('bad-input') */
export function checkedMethods(methods: unknown): AskedMethod[] {
  if (!Array.isArray(methods))
    throw bad(`The methods are ${quoted(methods)}; give a list, such as ["weighted", "equal"].`);
  return methods.map((method: unknown) => {
    const asked = typeof method === 'string' ? { id: method } : method;
    const id = typeof asked === 'object' && asked !== null && 'id' in asked ? asked.id : undefined;
    if (typeof id === 'string') return asked as AskedMethod;
    throw bad(`A method is ${quoted(method)}; give its id, or an object with its id.`);
  });
}

/** An answer that is asked about. @throws WhylightError ('bad-input') */
export function checkedAnswer(answer: unknown): string | undefined {
  if (answer === undefined || typeof answer === 'string') return answer;
  throw bad(`The answer to explain is ${quoted(answer)}; give a text.`);
}
