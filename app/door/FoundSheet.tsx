import { useState, type ReactNode } from 'react';
import { Button, Heading } from 'react-aria-components';
import { CameFiles, DoorSheet, Facts } from './DoorSheet';
import { Missing, type MissingThing } from './Missing';
import { filesLead } from './sentences';

/** What was found, in the order in which it is said. Texts are pieces of sentences, in small letters. */
export interface FoundFacts {
  readonly blocks: ReactNode;
  readonly readFrom: ReactNode;
  readonly methods: ReactNode;
  readonly weights: ReactNode;
  readonly memory: ReactNode;
}

const TERMS: { readonly [F in keyof FoundFacts]: string } = {
  blocks: 'Blocks',
  readFrom: 'Read from',
  methods: 'Methods',
  weights: 'Weights',
  memory: 'Memory',
};

interface FoundSheetProps {
  readonly files: readonly string[];
  /** Before the names; of a model that was looked up: “On huggingface.co:”. */
  readonly lead?: string;
  /** What it does and what can be explained: “It describes pictures in words. Each word can be explained.” */
  readonly what: string;
  /** Its map: a lane a stream, a dot a block. */
  readonly map: ReactNode;
  readonly facts: FoundFacts;
  /** Empty where the files say all. */
  readonly missing: readonly MissingThing[];
  /** Of those who want to know more: architecture, tensors, digests. */
  readonly details: ReactNode;
  /** Somebody filled in a value; from then on it is theirs. */
  readonly onFill: (field: string, value: string) => void;
  readonly onCancel: () => void;
  readonly onUse: () => void;
}

/** What a model is, before it is used; the one at hand goes on until then. */
export function FoundSheet({
  files,
  lead = filesLead(files.length),
  what,
  map,
  facts,
  missing,
  details,
  onFill,
  onCancel,
  onUse,
}: FoundSheetProps) {
  const [isDetailed, setDetailed] = useState(false);
  const isUsable = missing.every(({ fields }) =>
    fields.every(({ value, problem }) => value !== '' && problem === undefined),
  );
  return (
    <DoorSheet label="What this model is" onClose={onCancel}>
      <CameFiles lead={lead} names={files} />
      <Heading slot="title">{what}</Heading>
      <div className="door-map">{map}</div>
      <Facts
        facts={(Object.keys(TERMS) as (keyof FoundFacts)[]).map((key) => ({
          term: TERMS[key],
          text: facts[key],
        }))}
      />
      <Missing missing={missing} onFill={onFill} />
      {isDetailed && <div className="door-details">{details}</div>}
      <div className="door-actions">
        <Button
          className="button plain"
          aria-expanded={isDetailed}
          onPress={() => setDetailed((before) => !before)}
        >
          {isDetailed ? 'Fewer details' : 'All details'}
        </Button>
        <span className="grow" />
        <Button className="button" onPress={onCancel}>
          Cancel
        </Button>
        <Button className="button primary" isDisabled={!isUsable} onPress={onUse}>
          Use this model
        </Button>
      </div>
    </DoorSheet>
  );
}
