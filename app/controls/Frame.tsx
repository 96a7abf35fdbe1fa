import type { ReactNode } from 'react';

interface FrameProps {
  readonly title: string;
  /** Stands at the right end of the title line. */
  readonly aside?: ReactNode;
  /** Stands in the place of the title line. */
  readonly head?: ReactNode;
  readonly children: ReactNode;
}

/** A figure with its title line; the title is its accessible name. */
export function Frame({ title, aside, head, children }: FrameProps) {
  return (
    <figure className="frame" aria-label={title}>
      {head ?? (
        <div className="frame-title">
          <h3>{title}</h3>
          <div className="row frame-aside">{aside}</div>
        </div>
      )}
      {children}
    </figure>
  );
}
