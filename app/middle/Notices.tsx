import { usePlayground } from '../hooks/stores';

/** What the model's answer needs said beside it: that the question was cut, that a word is unknown. */
export function Notices() {
  const notices = usePlayground(({ answers }) => answers?.notices);
  if (!notices || notices.length === 0) return null;
  return (
    <div className="answer-notices">
      {notices.map((notice) => (
        <p key={notice} className="quiet">
          {notice}
        </p>
      ))}
    </div>
  );
}
