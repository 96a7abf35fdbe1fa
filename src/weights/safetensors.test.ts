import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WhylightError } from '../tensor/error';
import { checkTensors } from './check-tensors';
import { duplicateKey } from './duplicate-key';
import { headerEnd, openSafetensors, parseSafetensors } from './safetensors';
import { writeSafetensors } from './safetensors-write';
import { readTensorF32, requireFinite, tensorBytes } from './values';

/** A file with any header text, put together by hand. */
function fileOf(header: string, data = 0, length?: number): Uint8Array {
  const json = Buffer.from(header);
  const bytes = Buffer.alloc(8 + json.length + data);
  bytes.writeBigUInt64LE(BigInt(length ?? json.length));
  json.copy(bytes, 8);
  return new Uint8Array(bytes);
}
const entry = (begin: number, end: number, shape: unknown = [(end - begin) / 4], dtype = 'F32'): string =>
  JSON.stringify({ dtype, shape, data_offsets: [begin, end] });

describe('parseSafetensors', () => {
  it('reads a file put together by hand', () => {
    const header = `{"__metadata__":{"format":"pt"},"b":${entry(4, 12)},"a":${entry(0, 4, [])}}   `;
    const { tensors, dataOffset, metadata } = parseSafetensors(fileOf(header, 12));
    expect(dataOffset).toBe(8 + header.length);
    expect(metadata).toEqual({ format: 'pt' });
    expect([...tensors]).toEqual([
      ['b', { dtype: 'float32', shape: [2], offset: dataOffset + 4, length: 8 }],
      ['a', { dtype: 'float32', shape: [], offset: dataOffset, length: 4 }],
    ]);
  });

  it('reads the header from the beginning of a file whose length is known', () => {
    const file = fileOf(`{"a":${entry(0, 400)}}`, 400);
    const end = headerEnd(file.subarray(0, 8), { fileLength: file.length });
    expect(parseSafetensors(file.subarray(0, end), { fileLength: file.length })).toEqual(
      parseSafetensors(file),
    );
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['no bytes', new Uint8Array(0), /has 0 bytes, too few/],
    ['a header beyond the file', fileOf('{}', 0, 1000), /header of 1000 bytes, beyond its end at 10/],
    ['a header over 100 MB', fileOf('{}', 0, 2 ** 40), /more than the allowed 100000000/],
    ['a web page', new TextEncoder().encode('<!doctype html><html>'), /more than the allowed/],
    ['a header that is no JSON', fileOf('{"a":'), /not JSON/],
    ['a header that is no UTF-8', fileOf('{}', 1).fill(0xff, 8, 10), /not JSON/],
    ['a list as header', fileOf('[]'), /not a JSON object/],
    ['a name twice', fileOf(`{"a":${entry(0, 4)},"a":${entry(0, 4)}}`, 4), /"a" twice/],
    ['a name twice, once escaped', fileOf(`{"a":${entry(0, 4)},"\\u0061":${entry(0, 4)}}`, 4), /"a" twice/],
    [
      'a field twice',
      fileOf('{"a":{"dtype":"F32","dtype":"F16","shape":[],"data_offsets":[0,4]}}', 4),
      /"dtype" twice/,
    ],
    ['overlapping tensors', fileOf(`{"a":${entry(0, 8)},"b":${entry(4, 12)}}`, 12), /"b" that overlaps/],
    ['two tensors in one place', fileOf(`{"a":${entry(0, 8)},"b":${entry(0, 8)}}`, 8), /"b" that overlaps/],
    ['a gap', fileOf(`{"a":${entry(0, 4)},"b":${entry(8, 12)}}`, 12), /4 bytes before its tensor "b"/],
    ['bytes before the first', fileOf(`{"a":${entry(4, 8)}}`, 8), /4 bytes before its tensor "a"/],
    ['bytes after the last', fileOf(`{"a":${entry(0, 4)}}`, 8), /4 bytes after its last tensor/],
    ['a tensor beyond the end', fileOf(`{"a":${entry(0, 8)}}`, 4), /"a" that ends at byte \d+, beyond/],
    [
      'bytes that do not fit the shape',
      fileOf(`{"a":${entry(0, 8, [3])}}`, 8),
      /"a" of 8 bytes, expected 12/,
    ],
    ['an absurd shape', fileOf(`{"a":${entry(0, 8, [2 ** 40, 2 ** 40])}}`, 8), /"a" of 8 bytes, expected/],
    ['too many axes', fileOf(`{"a":${entry(0, 4, Array(9).fill(1))}}`, 4), /"a" of shape .*at most 8/],
    ['a negative size', fileOf(`{"a":${entry(0, 4, [-1])}}`, 4), /"a" of shape \[-1\]/],
    ['a broken size', fileOf(`{"a":${entry(0, 4, [0.5])}}`, 4), /"a" of shape \[0\.5\]/],
    [
      'an infinite size',
      fileOf('{"a":{"dtype":"F32","shape":[1e999],"data_offsets":[0,4]}}', 4),
      /"a" of shape/,
    ],
    [
      'an infinite place',
      fileOf('{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,1e999]}}', 4),
      /"a" at \[0, Infinity\]/,
    ],
    ['ends swapped', fileOf(`{"a":${entry(4, 0, [1])}}`, 4), /"a" of -4 bytes/],
    [
      'an unknown type',
      fileOf(`{"a":${entry(0, 4, [4], 'I4')}}`, 4),
      /"a" of type "I4", expected one of F32/,
    ],
    ['a tensor that is a number', fileOf('{"a":3}'), /"a" that is not described/],
    ['metadata that are numbers', fileOf('{"__metadata__":{"a":1}}'), /metadata/],
  ])('refuses %s', (_, file, message) => {
    expect(() => parseSafetensors(file)).toThrow(message);
    expect(() => parseSafetensors(file)).toThrow(WhylightError);
  });

  it('fails on damaged files with its own error only', () => {
    const file = fileOf(`{"a":${entry(0, 8)},"b":${entry(8, 12)}}`, 12);
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.nat(255), fc.nat(file.length), (position, value, length) => {
        const damaged = file.slice(0, length);
        if (position < length) damaged[position] = value;
        try {
          const { tensors } = parseSafetensors(damaged);
          for (const { offset, length: size } of tensors.values())
            expect(offset + size).toBeLessThanOrEqual(length);
        } catch (error) {
          expect(error).toBeInstanceOf(WhylightError);
        }
      }),
      { seed: 2, numRuns: 500 },
    );
  });
});

describe('duplicateKey', () => {
  it('looks at keys of one object only, not at values or other objects', () => {
    expect(duplicateKey('{"a":"a","b":{"a":["a","a",{"a":1}]},"\\"a":": \\"a\\":"}')).toBeUndefined();
    expect(duplicateKey('[{"a":1},{"a" \n : 1, "b":{"c":1,"c":2}}]')).toBe('c');
    expect(duplicateKey('{"__proto__":1,"__proto__":2}')).toBe('__proto__');
  });
});

describe('writeSafetensors', () => {
  const tensors = [
    { name: 'mask', dtype: 'bool', shape: [3], data: new Uint8Array([1, 0, 1]) },
    { name: 'half', dtype: 'float16', shape: [2], data: new Uint16Array([0x3c00, 0xc000]) },
    { name: '__proto__', dtype: 'float32', shape: [1, 2], data: new Float32Array([0.1, -3]) },
    { name: 'brain', dtype: 'bfloat16', shape: [1], data: new Uint16Array([0x3f80]) },
    { name: 'ids', dtype: 'int64', shape: [1], data: new BigInt64Array([7n]) },
    { name: 'empty', dtype: 'float32', shape: [0, 4], data: new Float32Array(0) },
    { name: 'double', dtype: 'float64', shape: [], data: new Float64Array([0.1]) },
  ] as const;
  const file = writeSafetensors(tensors, { origin: 'test' });
  const weights = openSafetensors(file);

  it('writes what openSafetensors reads, each tensor aligned to its element', () => {
    expect(weights.metadata).toEqual({ origin: 'test' });
    expect(weights.tensors.size).toBe(tensors.length);
    for (const { name, dtype, shape, data } of tensors) {
      expect(weights.tensors.get(name)).toMatchObject({ dtype, shape, length: data.byteLength });
      expect(weights.tensors.get(name)!.offset % data.BYTES_PER_ELEMENT).toBe(0);
      expect(tensorBytes(weights, name)).toEqual(new Uint8Array(data.buffer));
    }
    expect(writeSafetensors([...tensors].reverse(), { origin: 'test' })).toEqual(file);
  });

  it('is read as float32 from every floating-point type, also from an odd place in memory', () => {
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    for (const source of [weights, openSafetensors(shifted.subarray(1))]) {
      expect([...readTensorF32(source, '__proto__')]).toEqual([Math.fround(0.1), -3]);
      expect([...readTensorF32(source, 'double')]).toEqual([Math.fround(0.1)]);
      expect([...readTensorF32(source, 'half')]).toEqual([1, -2]);
      expect([...readTensorF32(source, 'brain')]).toEqual([1]);
    }
    expect(() => readTensorF32(weights, 'ids')).toThrow('"ids" is of type int64');
    expect(() => readTensorF32(weights, 'nothing')).toThrow('no tensor "nothing"');
  });

  it('refuses a name twice, and data that do not fit', () => {
    const tensor = tensors[2];
    expect(() => writeSafetensors([tensor, tensor])).toThrow('"__proto__" stands twice');
    expect(() => writeSafetensors([{ ...tensor, shape: [3] }])).toThrow('8 bytes; expected 12');
  });
});

describe('requireFinite', () => {
  it('names tensor and position of the first number that is none', () => {
    const data = new Float32Array([1, 2, NaN, Infinity]);
    const weights = openSafetensors(writeSafetensors([{ name: 'w', dtype: 'float32', shape: [4], data }]));
    expect(() => requireFinite(weights, ['w'])).toThrow('"w" has the value NaN at position 2');
  });
});

describe('checkTensors', () => {
  const tensor = (name: string, shape: number[]) =>
    ({ name, dtype: 'float32', shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) }) as const;
  const ids = { name: 'text.position_ids', dtype: 'int64', shape: [1], data: new BigInt64Array(1) } as const;
  const weights = openSafetensors(
    writeSafetensors([
      tensor('a', [2, 3]),
      tensor('b', [1]),
      ids,
      ...[1, 2, 3, 4, 5].map((n) => tensor(`x${n}`, [1])),
    ]),
  );
  const known = Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`x${n}`, [1]]));

  it('accepts weights that fit, position ids beside them', () => {
    expect(() => checkTensors(weights, { a: [2, 3], b: [1], ...known })).not.toThrow();
  });

  it('names missing, surplus and unfit tensors: the first few and how many', () => {
    expect(() => checkTensors(weights, { a: [3, 2], b: [1], c: [1] })).toThrow(
      '1 missing (c); 5 surplus (x1, x2, x3 and 2 more); 1 of another shape (a of shape [2, 3] instead of [3, 2])',
    );
    expect(() => checkTensors(weights, { 'text.position_ids': [1] }, /^/)).toThrow(
      '1 not floating-point (text.position_ids of type int64)',
    );
  });
});
