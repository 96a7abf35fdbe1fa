// Says why the page cannot start where browsers keep its modules and workers from it, and says nothing elsewhere.
// A script of its own and no module, as modules are what is kept.
if (self.origin === 'null') {
  const text =
    location.protocol === 'file:'
      ? 'Whylight cannot run out of a file: browsers keep the parts of such a page from it. Serve its folder, for example with “npx serve” or “python3 -m http.server” in it, and open the address that is printed.'
      : 'Whylight stands in a sandboxed frame here, which keeps its parts from it. The page around it has to write sandbox="allow-scripts allow-same-origin".';
  addEventListener('DOMContentLoaded', () => {
    const said = document.createElement('p');
    said.className = 'cannot-start';
    said.setAttribute('role', 'alert');
    said.textContent = text;
    document.body.replaceChildren(said);
  });
}
