import { expect, it } from 'vitest';
import { embedCode } from './embedCode';

it('embed code is HTML in which a question is text, whatever it holds', () => {
  const code = embedCode('https://host/why/?backend=wasm', 'w1.AB-_', "\"><script>alert(1)</script> & 'x'");
  expect(code).toContain('src="https://host/why/?embed#w1.AB-_"');
  expect(code.match(/</g)).toHaveLength(2);
  expect(code.match(/>/g)).toHaveLength(2);
  expect(code).toContain('&quot;&gt;&lt;script&gt;alert(1)');
});
