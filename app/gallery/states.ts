/** The states that anything on the page can be in; every surface and every answer form is shown in each. */
export type State =
  'usual' | 'empty' | 'loading' | 'partial' | 'stale' | 'error' | 'offline' | 'nothing' | 'guess';

export const STATES: { readonly [S in State]: string } = {
  usual: 'Usual',
  empty: 'Empty',
  loading: 'Loading',
  partial: 'Partial',
  stale: 'Stale',
  error: 'Error',
  offline: 'Offline',
  nothing: 'Nothing to show',
  guess: 'A guess',
};
