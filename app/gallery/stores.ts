/** The one store that a drawing may look at is the view's (it knows the theme). Everything else it is given. */
import type { Stores } from '../hooks/stores';
import { createView, type Theme } from '../store/view';

/** Stores in which reaching for a model, a worker or the network says so at once. */
export function onlyView(theme: Theme): Stores {
  const view = createView();
  view.setState({ theme });
  const has: Pick<Stores, 'view'> = { view };
  return new Proxy(has as Stores, {
    get(target, key) {
      if (key in target) return Reflect.get(target, key) as unknown;
      throw new Error(`gallery: a drawing reached for the store “${String(key)}”; it is given what it draws`);
    },
  });
}
