import type { LabelledFiles } from './labelled-files.ts'

/** Logs whose people say more about themselves than the log says about what happened. */
export const LABELLED_ACTIVITIES: LabelledFiles = {
  'meetings of guests with all parts of their names': {
    columns: [
      ['Meeting ID', 'a1;b2;c3', null],
      ['Status', 'Completed;No-show;Canceled', '0-47 hs_meeting_outcome'],
      ['Start Time (UTC)', '2026-05-18 09:00;2026-05-19 10:00;2026-05-20 11:00', '0-47 hs_meeting_start_time'],
      ['End Time (UTC)', '2026-05-18 09:30;2026-05-19 10:30;2026-05-20 11:30', '0-47 hs_meeting_end_time'],
      ['Duration', '30;30;45', null],
      [
        'Meeting Link',
        'https://meet.com/j/1;https://meet.com/j/2;https://meet.com/j/3',
        '0-47 hs_meeting_external_url',
      ],
      ['Guest First Name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['Guest Last Name', 'Hill;Reed;Lake', '0-1 lastname'],
      ['Guest Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
    ],
  },
  'visits of a sales person': {
    file: 'site visits.csv',
    columns: [
      ['Date of visit', '2026-05-18;2026-05-19;2026-05-20', '0-47 hs_timestamp'],
      ['Contact email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      [
        'Visit notes',
        'Discussed the renewal and wants a price for three years;Gate locked;Unhappy with the late delivery of the last order',
        '0-47 hs_meeting_body',
      ],
    ],
  },
  'tickets with what was written': {
    file: 'tickets.csv',
    columns: [
      ['Ticket ID', 'HF1;HF2;HF3', null],
      ['Subject', 'Refund not received;App crashes;Change of address', '0-5 subject'],
      ['Message', 'I ordered three weeks ago and wait for it;It crashes each time I log in;', '0-5 content'],
      ['Contact Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
    ],
  },
  'Dutch deals with the id of a database in front': {
    columns: [
      [
        '(Niet wijzigen) Verkoopkans',
        '3f2b8c1e-9a4d-4c6b-8e2f-1a2b3c4d5e6f;4f2b8c1e-9a4d-4c6b-8e2f-1a2b3c4d5e6f;5f2b8c1e-9a4d-4c6b-8e2f-1a2b3c4d5e6f',
        null,
      ],
      ['Onderwerp', 'Migratie Bakker;Uitbreiding Smit;Onderhoud De Vries', '0-3 dealname'],
      ['Geschatte omzet', '1200;3400;560', '0-3 amount'],
      ['Verkoopfase', 'Kwalificeren;Voorstellen;Kwalificeren', '0-3 dealstage'],
    ],
  },
  'the lines of German orders, which count the articles': {
    columns: [
      ['Bestellnummer', '20001;20001;20002', null],
      ['Bestelldatum', '03.11.2026;03.11.2026;04.11.2026', '0-3 closedate'],
      ['Kunde E-Mail', 'ann@hill.com;ann@hill.com;carla@lake.net', '0-1 email'],
      ['Artikelnummer', 'SW100;SW101;SW102', '0-8 hs_sku'],
      ['Artikelbezeichnung', 'Zelt Duo;Isomatte;Kocher', '0-8 name'],
      ['Anzahl', '1;2;1', '0-8 quantity'],
      ['Zahlungsart', 'PayPal;PayPal;Vorkasse', null],
      ['Versandart', 'DHL;DHL;Abholung', null],
    ],
  },
  'calls that only their type calls so': {
    file: 'rapport.csv',
    columns: [
      ['Type', 'Appel;Appel;Appel', null],
      ['Objet', 'Relance devis;Qualification;Suivi commande', '0-48 hs_call_title'],
      ['Date', '21/07/2025 11:50;04/02/2025 10:34;18/11/2025 19:48', '0-48 hs_timestamp'],
      ['Résultat', 'Répondu;Message laissé;Pas de réponse', '0-48 hs_call_disposition'],
      ['Commercial', 'Hugo Petit;Eva Roy;Hugo Petit', '0-48 hubspot_owner_id'],
      ['Email du contact', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
    ],
  },
  'activities assigned to the users of a program': {
    columns: [
      ['Activity - Subject', 'Send offer;Call back;Prepare demo', '0-27 hs_task_subject'],
      ['Activity - Type', 'Task;Call;Task', '0-27 hs_task_type'],
      ['Activity - Due date', '2026-11-13;2026-11-14;2026-11-15', '0-27 hs_timestamp'],
      ['Activity - Note', 'Ask for the order number before Friday.;;He wants it for two sites.', '0-27 hs_task_body'],
      ['Activity - Assigned to user', 'Pat Quill;Kim Dow;Pat Quill', '0-27 hubspot_owner_id'],
      ['Person - Name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Person - Email - Work', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
    ],
  },
}
