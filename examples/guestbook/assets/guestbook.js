// Makes the page live. Without this script everything works, only not by itself.

const byId = (id) => document.getElementById(id);
const list = byId("list");
const live = byId("live");

if (list?.dataset.newest) listen();
if (byId("message")) countCharacters();
showAges();
setInterval(showAges, 30_000);

/** The browser reconnects by itself when a reload ends the stream, and says which entry it saw last. */
function listen() {
  const events = new EventSource(`/events?after=${list.dataset.newest}`);
  events.addEventListener("worker", (event) => showWorker(JSON.parse(event.data)));
  events.addEventListener("entry", (event) => showEntry(JSON.parse(event.data)));
  events.addEventListener("open", () => showState("live", "live"));
  events.addEventListener("error", () => {
    showState("waiting", "reconnecting …");
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2_000);
  });
}

function showEntry({ id, name, message, writtenAt }) {
  list.dataset.newest = id;
  if (byId(`entry-${id}`)) return;
  const entry = byId("entry").content.firstElementChild.cloneNode(true);
  entry.id = `entry-${id}`;
  entry.className = "new";
  entry.querySelector("blockquote").textContent = message;
  entry.querySelector("b").textContent = name;
  entry.querySelector("time").dateTime = writtenAt;
  list.prepend(entry);
  byId("news").textContent = `New entry from ${name}`;
  showTotal(Number(byId("total").dataset.total) + 1);
  showAges();
}

function showTotal(total) {
  byId("total").dataset.total = total;
  byId("total").textContent = total === 1 ? "1 entry" : `${total.toLocaleString("en")} entries`;
}

function showWorker({ worker, pid, generation }) {
  byId("worker").textContent = worker;
  byId("pid").textContent = pid;
  byId("generation").textContent = generation;
}

function showState(state, text) {
  live.hidden = false;
  live.className = state;
  live.textContent = text;
}

function countCharacters() {
  const message = byId("message");
  const show = () => {
    const left = message.maxLength - message.value.length;
    byId("left").value = message.value === "" ? "" : `${left} characters left`;
  };
  message.addEventListener("input", show);
  show();
}

function showAges() {
  const format = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  for (const time of document.querySelectorAll("time")) {
    const written = new Date(time.dateTime);
    time.title = written.toLocaleString();
    time.textContent =
      formatAge((Date.now() - written) / 1_000, format) ?? written.toLocaleDateString();
  }
}

function formatAge(seconds, format) {
  if (seconds < 60) return "just now";
  if (seconds < 3_600) return format.format(-Math.floor(seconds / 60), "minute");
  if (seconds < 86_400) return format.format(-Math.floor(seconds / 3_600), "hour");
  if (seconds < 7 * 86_400) return format.format(-Math.floor(seconds / 86_400), "day");
}
