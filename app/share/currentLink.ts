import type { PlaygroundStore } from '../store/playground';
import type { ViewStore } from '../store/view';

/**
 * The fragment of what is on show; what packs links is loaded with the first one.
 * @param full with the explanation, where it answers what is asked
 * @throws LinkError when it does not fit a link
 */
export async function currentLink(
  playground: PlaygroundStore,
  view: ViewStore,
  full = true,
): Promise<string> {
  const [state, look] = [playground.getState(), view.getState()];
  const { fragmentOf } = await import('./writing');
  return fragmentOf(state, look, full);
}
