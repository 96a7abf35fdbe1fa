import { Button } from 'react-aria-components';
import type { ReactNode } from 'react';
import { AttentionView } from './AttentionView';
import { FollowFrom } from './FollowFrom';
import { useOpened, type Section } from './opened';
import { Replay } from './Replay';
import { Weights } from './Weights';

/** Why the maps are as they are: how relevance comes together, how much attention counts, what attends to what. */
export default function Understand() {
  return (
    <div className="stack inspector-sections">
      <Replay />
      <FollowFrom />
      <Opening section="weights" title="How much attention counts">
        <Weights />
      </Opening>
      <Opening section="attention" title="What attends to what">
        <AttentionView />
      </Opening>
    </div>
  );
}

interface OpeningProps {
  readonly section: Section;
  readonly title: string;
  readonly children: ReactNode;
}

/** One line until somebody opens it. */
function Opening({ section, title, children }: OpeningProps) {
  const [isOpen, setOpen] = useOpened(section);
  const does = isOpen ? 'Hide' : 'Show';
  return (
    <section className="stack">
      <div className="opening">
        <h3>{title}</h3>
        <Button
          className="opens"
          aria-label={`${does} ${title.charAt(0).toLowerCase()}${title.slice(1)}`}
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {does}
        </Button>
      </div>
      {isOpen && children}
    </section>
  );
}
