import { usePlayground } from '../hooks/stores';

/** The model that explains what is on show; while it loads, the one that explained the example or the link. */
export function useModelInForce() {
  return usePlayground(({ info, shown }) => ({
    sha256: info?.sha256 ?? shown?.reply.document.model.sha256,
    offers: info?.offers,
    importance: info?.recommended.importance,
  }));
}
