import { useState, type ReactNode } from 'react';
import { Button, Heading } from 'react-aria-components';
import { CameFiles, DoorSheet, Facts } from './DoorSheet';
import { filesLead, NOT_YET } from './sentences';

interface RefusedSheetProps {
  readonly files: readonly string[];
  /** “113 MB” */
  readonly size?: string;
  /** What: one sentence. */
  readonly what?: string;
  /** Why, with the place: “From block 2 on, its attention works in windows that shift. …” */
  readonly why: string;
  /** Its map as far as it is known; hollow dots can't be followed. */
  readonly map?: ReactNode;
  /** The place as the file names it. */
  readonly where: ReactNode;
  /** What was understood all the same; left out where there was nothing. */
  readonly understood?: ReactNode;
  /** What helps: “an export of ViT, DeiT, … does the same task and can be explained”. */
  readonly helps: ReactNode;
  /** What the model at hand is called; it is kept. */
  readonly atHand: string;
  /** The search that would find one: “Find one for pictures”. */
  readonly find?: string;
  /** @returns whether the report is on the clipboard */
  readonly onCopyReport: () => Promise<boolean>;
  readonly onWhatCan: () => void;
  readonly onFind?: () => void;
  readonly onKeep: () => void;
}

/** A model that can't be explained: what, why and where, what helps. Nothing is lost, so nothing here is red. */
export function RefusedSheet({
  files,
  size,
  what = NOT_YET,
  why,
  map,
  where,
  understood,
  helps,
  atHand,
  find,
  onCopyReport,
  onWhatCan,
  onFind,
  onKeep,
}: RefusedSheetProps) {
  return (
    <DoorSheet label="This model can’t be explained" isAlert onClose={onKeep}>
      <CameFiles lead={filesLead(files.length)} names={files} size={size} />
      <Heading slot="title">{what}</Heading>
      <p className="door-lead">{why}</p>
      {map !== undefined && <div className="door-map">{map}</div>}
      <Facts
        facts={[
          { term: 'Where', text: where },
          ...(understood === undefined ? [] : [{ term: 'Understood', text: understood }]),
          { term: 'What helps', text: helps },
        ]}
      />
      <div className="door-actions">
        <CopyReport onCopy={onCopyReport} />
        <Button className="button plain" onPress={onWhatCan}>
          What can be explained
        </Button>
        <span className="grow" />
        {find !== undefined && onFind && (
          <Button className="button" onPress={onFind}>
            {find}
          </Button>
        )}
        <Button className="button primary" onPress={onKeep} autoFocus>
          Keep {atHand}
        </Button>
      </div>
    </DoorSheet>
  );
}

function CopyReport({ onCopy }: { readonly onCopy: () => Promise<boolean> }) {
  const [said, setSaid] = useState('');
  return (
    <>
      <Button
        className="button plain"
        onPress={() =>
          void onCopy().then((isCopied) =>
            setSaid(isCopied ? 'Copied.' : 'The browser did not let it be copied.'),
          )
        }
      >
        Copy the report
      </Button>
      <span className="quiet" role="status">
        {said}
      </span>
    </>
  );
}
