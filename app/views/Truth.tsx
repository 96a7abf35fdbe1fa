/** placeholder until the truth of scenes can be asked for */
export default function Truth() {
  return <p className="quiet">Known for bundled scenes only.</p>;
}
