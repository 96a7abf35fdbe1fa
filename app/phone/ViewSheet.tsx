import { usePlayground } from '../hooks/stores';
import { MethodPicker, OriginNote } from '../methods/MethodPicker';
import ViewMenu from '../middle/ViewMenu';

/** What a column's title line holds where there is room for it, and how maps are drawn. */
export default function ViewSheet() {
  const methods = usePlayground(({ asked }) => asked.methods);
  return (
    <div className="stack">
      <h2>Methods</h2>
      {methods.map((method, i) => (
        <div key={i} className="column-title">
          <MethodPicker index={i === 0 ? 0 : 1} method={method} />
          <OriginNote method={method} />
        </div>
      ))}
      <h2>Drawing</h2>
      <ViewMenu />
    </div>
  );
}
