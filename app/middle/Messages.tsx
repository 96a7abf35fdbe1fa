import { memo } from 'react';
import { Button } from 'react-aria-components';
import { usePlayground } from '../hooks/stores';

/** What went wrong and what the worker wants known. Nothing that is on show is taken away. */
export const Messages = memo(function Messages() {
  const { load, error, notice, dismissError, dismissNotice, start } = usePlayground((state) => ({
    load: state.load,
    error: state.error,
    notice: state.notice,
    dismissError: state.dismissError,
    dismissNotice: state.dismissNotice,
    start: state.start,
  }));
  return (
    <>
      {load.phase === 'failed' && (
        <div className="banner error">
          <Said sentence={load.message} />
          <Button className="button" onPress={() => void start()}>
            Try again
          </Button>
        </div>
      )}
      {error !== undefined && (
        <div className="banner error">
          <Said sentence={error} />
          <Button className="button plain" aria-label="Dismiss the error" onPress={dismissError}>
            Dismiss
          </Button>
        </div>
      )}
      {notice !== undefined && (
        <div className="banner">
          <Said sentence={notice} />
          <Button className="button plain" aria-label="Dismiss the notice" onPress={dismissNotice}>
            Dismiss
          </Button>
        </div>
      )}
    </>
  );
});

/** A sentence, and under it on demand what the runtime itself said. */
function Said({ sentence }: { readonly sentence: string }) {
  const details = usePlayground((state) => state.details);
  return (
    <div className="said">
      <p>{sentence}</p>
      {details?.of === sentence && (
        <details>
          <summary>Technical details</summary>
          <code>{details.text}</code>
        </details>
      )}
    </div>
  );
}
