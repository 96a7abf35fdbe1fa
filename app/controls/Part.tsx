import { Suspense, useContext, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { ErrorBoundary, type FallbackProps } from 'react-error-boundary';
import { StoresContext } from '../hooks/stores';
import { tell } from '../store/errors';

interface PartProps {
  /** What has failed, as the sentence says it: "The inspector". */
  readonly title: string;
  /** Stands there while its code loads; nothing when left out. */
  readonly fallback?: ReactNode;
  readonly children: ReactNode;
}

/**
 * A part of the page that can fail without taking the rest along: a fault while drawing it, or its code that did not
 * load. Image and question live in the stores outside of it, so trying again begins with what the person had.
 */
export function Part({ title, fallback = null, children }: PartProps) {
  return (
    <ErrorBoundary fallbackRender={(failure) => <Failed title={title} {...failure} />}>
      <Suspense fallback={fallback}>{children}</Suspense>
    </ErrorBoundary>
  );
}

function Failed({ title, error, resetErrorBoundary }: FallbackProps & Pick<PartProps, 'title'>) {
  const { message, details } = tell(error);
  // Pieces are drawn without stores in the gallery.
  const stores = useContext(StoresContext);
  return (
    <section className="banner error part-failed" role="alert" aria-label={title}>
      <div className="said">
        <p>{title} could not be drawn. Your image and question are kept.</p>
        <details>
          <summary>Technical details</summary>
          <code>{details ?? message}</code>
        </details>
      </div>
      <Button className="button" onPress={() => resetErrorBoundary()}>
        Try again
      </Button>
      {/* Code that did not load is not asked for a second time by the same page. */}
      <Button
        className="button"
        onPress={() => (stores ? void stores.offline.getState().reload() : location.reload())}
      >
        Reload the page
      </Button>
    </section>
  );
}
