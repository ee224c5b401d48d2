// A provider of SMS for the tests: answers by the last two digits of the number it is to reach, and says on its
// standard output, one JSON object a line, what happened to it.
import smpp from "smpp";

const RECEIPTS = { "01": "DELIVRD", "02": "UNDELIV", "06": "EXPIRED", "07": "DELIVRD", "08": "DELIVRD" };
const REFUSALS = { "04": smpp.ESME_RTHROTTLED, "05": smpp.ESME_RINVDSTADR, "10": smpp.ESME_RX_T_APPN };
const say = (what) => process.stdout.write(JSON.stringify(what) + "\n");
const unheard = new Map(); // receipts that nobody acknowledged: who binds next gets them
let taken = 0;

function receipt(id, number, stat) {
  const short_message = `id:${id} sub:001 dlvrd:001 submit date:2511280900 done date:2511280901 stat:${stat} err:000 Text:stat:X`;
  return { esm_class: 4, source_addr: number, destination_addr: "Siraba", short_message };
}

function tell(session, id) {
  session.deliver_sm(unheard.get(id), (answer) => {
    unheard.delete(id);
    say({ event: "acknowledged", id, status: answer.command_status });
  });
}

function submit(session, pdu) {
  const number = pdu.destination_addr;
  const last = number.slice(-2);
  const { udh, message } = pdu.short_message;
  const text = typeof message === "string" ? message : smpp.encodings[pdu.data_coding === 8 ? "UCS2" : "ASCII"].decode(message);
  const { data_coding, esm_class, registered_delivery, validity_period, source_addr } = pdu;
  const header = udh ? [...udh].flatMap((one) => [...one]) : [];
  say({ event: "submit", number, text, header, data_coding, esm_class, registered_delivery, source_addr });
  if (last === "03") return session.destroy(); // taken or not, nobody will know
  if (last === "09") return undefined; // never answers
  if (REFUSALS[last]) return session.send(pdu.response({ command_status: REFUSALS[last] }));
  const id = `m${++taken}`;
  const stat = RECEIPTS[last];
  if (stat) unheard.set(id, receipt(id, number, stat));
  if (last === "07") tell(session, id); // quicker than its own answer
  session.send(pdu.response({ message_id: id }));
  if (stat && !["07", "08"].includes(last)) tell(session, id);
  return undefined;
}

const server = smpp.createServer((session) => {
  session.on("error", () => {});
  session.on("bind_transceiver", (pdu) => {
    const known = pdu.system_id === "siraba" && pdu.password === "mot p@ss";
    session.send(pdu.response(known ? {} : { command_status: smpp.ESME_RBINDFAIL }));
    say({ event: "bind", known });
    if (!known) return;
    session.deliver_sm({ esm_class: 0, source_addr: "22370000000", destination_addr: "Siraba", short_message: "STOP" }, (answer) =>
      say({ event: "refused", status: answer.command_status }));
    [...unheard.keys()].forEach((id) => tell(session, id));
  });
  session.on("submit_sm", (pdu) => submit(session, pdu));
  session.on("unbind", (pdu) => { session.send(pdu.response()); session.close(); });
});
server.listen(0, "127.0.0.1", () => say({ event: "listening", port: server.address().port }));
// What was said before the answer to a ping was said before the ping
process.stdin.on("data", (data) => data.toString().trim().split("\n").forEach(() => say({ event: "pong" })));
process.stdin.on("end", () => process.exit());
