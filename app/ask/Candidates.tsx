import { useState } from 'react';
import { Button, Form, Input, Label, Tag, TagGroup, TagList, TextField } from 'react-aria-components';
import { usePlayground } from '../hooks/stores';
import { Choice } from '../controls/controls';

/** Fewer cannot be told apart. */
const FEWEST = 2;

/**
 * For models that answer zero-shot: whether the text asks something or is matched with the picture, the answers to choose
 * from, and the prompts that stand for them.
 */
export default function Candidates() {
  const { choices, setChoices } = usePlayground(({ asked, setChoices }) => ({
    choices: asked.choices,
    setChoices,
  }));
  const isCaption = choices === 'caption';
  /** A list of one's own, for the way back from a caption. */
  const [kept, setKept] = useState<readonly string[]>();
  return (
    <section className="candidates-section" aria-labelledby="candidates-title">
      <h2 id="candidates-title">Candidates</h2>
      <Choice
        label="What the text is"
        value={isCaption ? 'caption' : 'question'}
        onChange={(mode) => {
          if ((mode === 'caption') === isCaption) return;
          if (!isCaption) setKept(choices);
          setChoices(mode === 'caption' ? 'caption' : kept);
        }}
        options={[
          ['question', 'Question'],
          ['caption', 'Text matches image'],
        ]}
      />
      {isCaption ? (
        <p className="quiet">
          The text is set against an empty one: how well does it fit the picture, and why?
        </p>
      ) : (
        <CandidateList given={choices} onChange={setChoices} />
      )}
      <Prompts />
    </section>
  );
}

interface CandidateListProps {
  /** Absent: those that the question asks for. */
  readonly given: readonly string[] | undefined;
  readonly onChange: (given: readonly string[] | undefined) => void;
}

function CandidateList({ given, onChange }: CandidateListProps) {
  const used = usePlayground((state) => state.answers?.candidates);
  const [text, setText] = useState('');
  const list = given ?? used?.map(({ answer }) => answer) ?? [];
  const add = () => {
    const more = text
      .split(',')
      .map((answer) => answer.trim())
      .filter((answer) => answer !== '' && !list.includes(answer));
    if (more.length > 0) onChange([...list, ...new Set(more)]);
    setText('');
  };
  return (
    <>
      <TagGroup
        className="candidates"
        aria-label="Candidates"
        onRemove={(keys) => {
          const rest = list.filter((answer) => !keys.has(answer));
          if (rest.length >= FEWEST) onChange(rest);
        }}
      >
        <TagList items={list.map((id) => ({ id }))}>
          {({ id }) => (
            <Tag id={id} textValue={id} className="candidate">
              <span dir="auto">{id}</span>
              {list.length > FEWEST && (
                <Button slot="remove" aria-label={`Remove ${id}`}>
                  <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden>
                    <path
                      d="m2 2 6 6m0-6L2 8"
                      stroke="currentColor"
                      strokeWidth="1.3"
                      strokeLinecap="round"
                    />
                  </svg>
                </Button>
              )}
            </Tag>
          )}
        </TagList>
      </TagGroup>
      <Form
        className="add-candidate"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField className="field" value={text} onChange={setText} autoComplete="off">
          <Label>Add candidates</Label>
          <Input placeholder="a bus, a boat" dir="auto" spellCheck={false} />
        </TextField>
        <Button className="button" type="submit" isDisabled={text.trim() === ''}>
          Add
        </Button>
      </Form>
      {given && (
        <Button className="button plain" onPress={() => onChange(undefined)}>
          Back to those that the question asks for
        </Button>
      )}
    </>
  );
}

/** What the model really read: the answer depends on the wording. */
function Prompts() {
  const used = usePlayground((state) => state.answers?.candidates);
  if (!used) return null;
  return (
    <details className="prompts">
      <summary className="quiet">Prompts</summary>
      {/* Long lists scroll, by keyboard too. */}
      <dl tabIndex={0}>
        {used.map(({ answer, prompts }) => (
          <div key={answer}>
            <dt>{answer}</dt>
            {prompts.map((prompt) => (
              <dd key={prompt}>{prompt === '' ? '(an empty text)' : prompt}</dd>
            ))}
          </div>
        ))}
      </dl>
      <p className="quiet">
        Several prompts of an answer are averaged. To word them yourself, ask with <code>{'{}'}</code> in
        place of the answer, and <code>|</code> between wordings: a photo of {'{}'} | a drawing of {'{}'}
      </p>
    </details>
  );
}
