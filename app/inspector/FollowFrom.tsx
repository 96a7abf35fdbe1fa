import { Range } from '../controls/controls';
import { usePlayground } from '../hooks/stores';

/** From which layer on relevance is followed: those before it are hollow on the map above. All is computed anew. */
export function FollowFrom() {
  const { info, startLayer, setStartLayer } = usePlayground((state) => ({
    info: state.info,
    startLayer: state.asked.startLayer,
    setStartLayer: state.setStartLayer,
  }));
  const last = Math.max(0, (info?.startLayers ?? 1) - 1);
  return (
    <Range
      label="Follow from layer"
      value={(startLayer ?? info?.recommended.startLayer ?? 0) + 1}
      min={1}
      max={Math.max(2, last + 1)}
      isDisabled={!info || last === 0}
      onChange={(layer) => setStartLayer(layer - 1)}
      format={(value) => `${value} of ${last + 1}`}
    />
  );
}
