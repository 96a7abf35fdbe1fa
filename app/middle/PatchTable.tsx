import { memo, useDeferredValue } from 'react';
import { percent } from '../../src/overlay/scale';
import type { ShownMaps } from '../maps/shownMaps';

interface PatchTableProps {
  readonly maps: ShownMaps;
  readonly index: 0 | 1;
}

/** The figure's numbers for those who do not see it: every patch and every word. Kept out of the way of typing. */
export function PatchTable({ maps, index }: PatchTableProps) {
  return <Table maps={useDeferredValue(maps)} index={index} />;
}

const Table = memo(function Table({ maps, index }: PatchTableProps) {
  const { name, image, words } = maps.panels[index];
  const { rows, cols } = maps.grid;
  const columns = Array.from({ length: cols }, (_, col) => col);
  return (
    <div className="visually-hidden">
      <table>
        <caption>{name} of each patch, share of the whole</caption>
        <thead>
          <tr>
            <th scope="col">Row</th>
            {columns.map((col) => (
              <th key={col} scope="col">
                Column {col + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              <th scope="row">{row + 1}</th>
              {columns.map((col) => (
                <td key={col}>{percent(image[row * cols + col] ?? 0)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <table>
        <caption>{name} of each word, share of the whole</caption>
        <tbody>
          {maps.words.map(({ text }, i) => (
            <tr key={i}>
              <th scope="row">{text}</th>
              <td>{percent(words[i] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
});
