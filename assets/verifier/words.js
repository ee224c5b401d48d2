// The words of the page. French stands in for what another language does not say.
// Bambara: only words that the platform's catalogue already holds; à valider par un locuteur before anything is added.
const WORDS = {
  title: { fr: "Vérifier un papier d’état civil", en: "Check a civil-status paper" },
  intro: {
    fr: "Tout se passe sur cet appareil : rien n’est envoyé, rien n’est gardé de ce qui est lu.",
    en: "All happens on this device: nothing is sent, nothing that is read is kept.",
  },
  skip: { fr: "Aller au contenu", en: "Skip to the content" },
  ways: { fr: "Lire le code du papier", en: "Read the paper’s code" },
  camera: { fr: "Avec l’appareil photo", en: "With the camera" },
  stop: { fr: "Arrêter", en: "Stop" },
  photo: { fr: "Avec une photo ou une image du code", en: "With a photo or an image of the code" },
  code: {
    fr: "Avec les douze caractères, si le code est déchiré",
    en: "With the twelve characters, if the code is torn",
  },
  look_up: { fr: "Chercher", bm: "A lajɛ", en: "Look up" },
  lists: { fr: "Les listes de cette page", en: "The lists of this page" },
  import: { fr: "Prendre des listes plus récentes d’un fichier", en: "Take newer lists from a file" },
  update: { fr: "Demander les listes du jour", en: "Ask for today’s lists" },
  keep: { fr: "Garder ces listes sur cet appareil", en: "Keep these lists on this device" },
  root: { fr: "Clé de la liste de confiance", en: "Key of the trust list" },
  root_help: {
    fr: "Comparez-la avec celle qui est affichée au centre d’état civil.",
    en: "Compare it with the one displayed at the civil-status centre.",
  },
  reading: { fr: "Lecture en cours…", en: "Reading…" },
  pointing: { fr: "Tenez le code devant l’appareil.", en: "Hold the code in front of the device." },
  dated: {
    fr: "Listes du {date} ({days} j), signées pour {issuer}.",
    en: "Lists of {date} ({days} d), signed for {issuer}.",
  },
  no_lists: {
    fr: "Cette page ne porte pas de listes : prenez-les d’un fichier. Sans elles, aucun papier ne peut être vérifié.",
    en: "This page carries no lists: take them from a file. Without them no paper can be checked.",
  },
  no_root: {
    fr: "Cette page n’a pas été publiée : elle ne porte pas la clé qui signe les listes.",
    en: "This page was not published: it does not carry the key that signs the lists.",
  },
  lists_taken: { fr: "Listes prises.", en: "Lists taken." },
  lists_older: { fr: "Ces listes sont plus anciennes que celles d’ici.", en: "These lists are older than those here." },
  lists_bad: {
    fr: "Ce fichier n’est pas celui de listes signées par la clé de cette page. Rien n’a changé.",
    en: "This file does not hold lists signed by this page’s key. Nothing has changed.",
  },
  no_network: { fr: "Le réseau n’a pas répondu. Rien n’a changé.", en: "The network did not answer. Nothing has changed." },
  kept: { fr: "Listes gardées sur cet appareil.", en: "Lists kept on this device." },
  forgotten: { fr: "Cet appareil ne garde plus de listes.", en: "This device keeps no lists any more." },
  cannot_keep: { fr: "Cet appareil ne peut pas garder les listes.", en: "This device cannot keep the lists." },
  no_camera: {
    fr: "L’appareil photo ne s’ouvre pas : prenez une photo du code, puis choisissez-la ici.",
    en: "The camera does not open: take a photo of the code, then choose it here.",
  },

  authentic: { fr: "Authentique", en: "Authentic" },
  authentic_old_list: {
    fr: "Authentique, mais liste ancienne ({days} j)",
    en: "Authentic, but old list ({days} d)",
  },
  annulled: { fr: "Annulé", en: "Annulled" },
  replaced: { fr: "Remplacé", en: "Replaced" },
  false_signature: { fr: "Signature fausse", en: "False signature" },
  provisional: { fr: "Provisoire", en: "Provisional" },
  unreadable: { fr: "Impossible à vérifier", en: "Cannot be checked" },
  not_listed: { fr: "Aucune annulation connue", en: "No annulment known" },

  why_authentic: {
    fr: "La signature est juste. Ni annulation ni remplacement n’est connu.",
    en: "The signature is right. No annulment or replacement is known.",
  },
  why_authentic_old_list: {
    fr: "La signature est juste, mais une annulation récente peut manquer : mettez les listes à jour.",
    en: "The signature is right, but a recent annulment may be missing: update the lists.",
  },
  why_authentic_old_list_newer_than_list: {
    fr: "La signature est juste, mais ce papier est plus récent que la liste : mettez-la à jour.",
    en: "The signature is right, but this paper is newer than the list: update it.",
  },
  why_authentic_old_list_signed_in_the_future: {
    fr: "La signature est juste, mais ce papier porte une date à venir : vérifiez la date de cet appareil.",
    en: "The signature is right, but this paper bears a date to come: check the date of this device.",
  },
  why_annulled: {
    fr: "Ce papier, ou l’acte dont il vient, figure sur la liste des annulations.",
    en: "This paper, or the act that it comes from, is on the list of annulments.",
  },
  why_replaced: {
    fr: "Une version plus récente de ce papier ou de cet acte existe : demandez-la.",
    en: "A newer version of this paper or act exists: ask for it.",
  },
  why_false_signature_unknown_key: {
    fr: "La clé qui a signé ce code n’est celle d’aucun centre reconnu.",
    en: "The key that signed this code is that of no recognised centre.",
  },
  why_false_signature_bad_signature: {
    fr: "Le contenu de ce code n’est pas celui qu’un centre a signé.",
    en: "The content of this code is not what a centre signed.",
  },
  why_false_signature_other_issuer: {
    fr: "Ce code se dit d’un autre émetteur que celui de la liste.",
    en: "This code names another issuer than that of the list.",
  },
  why_false_signature_outside_period: {
    fr: "La clé de ce centre ne pouvait pas signer ce jour-là.",
    en: "The centre’s key could not sign on that day.",
  },
  why_false_signature_compromised_key: {
    fr: "La clé de ce centre a été volée, et rien ne montre que ce papier est antérieur au vol.",
    en: "The centre’s key was stolen, and nothing shows that this paper is from before the theft.",
  },
  why_provisional_not_cosigned: {
    fr: "La signature est juste, mais les témoins du journal n’ont pas encore confirmé l’inscription de cet acte.",
    en: "The signature is right, but the witnesses of the log have not yet confirmed the entry of this act.",
  },
  why_provisional_key_compromised_since: {
    fr: "La signature est juste, mais la clé de ce centre a été volée depuis : faites confirmer ce papier par le centre.",
    en: "The signature is right, but the centre’s key was stolen since: have the centre confirm this paper.",
  },
  why_unreadable_not_a_paper: {
    fr: "Ce code n’est pas celui d’un papier d’état civil.",
    en: "This code is not that of a civil-status paper.",
  },
  why_unreadable_too_long: { fr: "Ce code est trop long pour un papier.", en: "This code is too long for a paper." },
  why_unreadable_malformed: {
    fr: "Le contenu de ce code est abîmé, ou écrit autrement qu’un centre ne l’écrit.",
    en: "The content of this code is damaged, or written otherwise than a centre writes it.",
  },
  why_unreadable_newer_than_list: {
    fr: "La clé de ce papier n’est pas sur la liste, qui est plus ancienne que lui : mettez les listes à jour. Avant cela, rien ne peut en être dit.",
    en: "The key of this paper is not on the list, which is older than the paper: update the lists. Until then nothing can be said of it.",
  },
  why_unreadable_no_code: {
    fr: "Aucun code n’a été trouvé sur cette image : rapprochez-vous, évitez les reflets et le flou.",
    en: "No code was found on this image: come closer, avoid glare and blur.",
  },
  why_unreadable_no_lists: { fr: "Cette page ne porte pas de listes.", en: "This page carries no lists." },
  why_unreadable_typed: {
    fr: "Ce code n’existe pas : il a douze caractères, et l’un est faux ou deux sont échangés.",
    en: "This code does not exist: it has twelve characters, and one is wrong or two are exchanged.",
  },
  why_typed_not_listed: {
    fr: "L’inscription {place} n’est ni annulée ni remplacée.",
    en: "The entry {place} is neither annulled nor replaced.",
  },
  why_typed_annulled: { fr: "L’inscription {place} est annulée.", en: "The entry {place} is annulled." },
  why_typed_replaced: {
    fr: "L’inscription {place} est remplacée par une plus récente.",
    en: "The entry {place} is replaced by a newer one.",
  },
  why_typed_provisional: {
    fr: "L’inscription {place} n’est pas confirmée par les témoins à la date de la liste.",
    en: "The entry {place} is not confirmed by the witnesses at the date of the list.",
  },
  code_alone: {
    fr: "Un code tapé ne porte pas de signature : il dit l’état d’une inscription, jamais que ce papier est vrai.",
    en: "A typed code carries no signature: it tells the state of an entry, never that this paper is true.",
  },
  old_too: { fr: "Âge de la liste : {days} j.", en: "Age of the list: {days} d." },
  compare: {
    fr: "Comparez chaque ligne avec le papier : seul ce qui est écrit ici est signé.",
    en: "Compare each line with the paper: only what is written here is signed.",
  },
  bearer: {
    fr: "Un papier authentique ne prouve pas que la personne qui le porte est celle qu’il nomme.",
    en: "An authentic paper does not prove that the person who bears it is the one it names.",
  },
  signed_by: { fr: "Signé par", en: "Signed by" },
  signed_on: { fr: "Signé le", en: "Signed on" },
  not_logged: { fr: "pas encore", en: "not yet" },
  control: { fr: "Pour un contrôle au centre", en: "For a check at the centre" },
};

// Labels of fields, from the platform's Bambara catalogue
const FIELDS_BM = {
  full_name: "Tɔgɔ ni jamu",
  birth_date: "Bange don",
  sex: "Muso walima cɛ",
  nationality: "Jamana",
};

export function word(name, language, values = {}) {
  const said = WORDS[name][language] ?? WORDS[name].fr;
  return said.replace(/\{(\w+)\}/g, (_all, key) => values[key]);
}

export const labelOf = (field, language) => (language === "bm" ? FIELDS_BM[field.name] : field[language]) ?? field.fr;
