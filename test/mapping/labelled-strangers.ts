import type { LabelledFiles } from './labelled-files.ts'

/** Files whose headers say one thing to a program and another one to a person. */
export const LABELLED_STRANGERS: LabelledFiles = {
  'people of a county within a state': {
    columns: [
      ['First Name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Home City', 'Austin;Tulsa;Waco', '0-1 city'],
      ['County', 'Travis;Tarrant;Hays', null],
      ['Home State', 'TX;OK;TX', '0-1 state'],
    ],
  },
  'signups with the addresses of machines': {
    columns: [
      ['full_name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['last_seen_ip', '198.196.201.169;194.202.131.93;212.208.88.166', null],
      ['host', '198.196.201.169;194.202.131.93;212.208.88.166', null],
    ],
  },
  'customers whose address is one cell': {
    columns: [
      ['Full Name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      [
        'Billing Address',
        '557 Hernandez Terrace Denver CO 80202;12 Studio Road Boulder CO 80301;9 Elm Street Golden CO 80401',
        '0-1 address',
      ],
      ['Shipping Address', '557 Hernandez Terrace;12 Studio Road;9 Elm Street', null],
    ],
  },
  'Spanish leads with a state of the work on them': {
    columns: [
      ['Nombre', 'Ana;Pedro;Lucía', '0-1 firstname'],
      ['Apellidos', 'García;López;Ruiz', '0-1 lastname'],
      ['Correo', 'ana@garcia.es;pedro@lopez.es;lucia@ruiz.es', '0-1 email'],
      ['Estado', 'Nuevo;Contactado;Visita concertada;Descartado', '0-1 hs_lead_status'],
    ],
  },
  'Spanish people of a state of the country': {
    columns: [
      ['Nombre', 'Ana;Pedro;Lucía', '0-1 firstname'],
      ['Correo', 'ana@garcia.mx;pedro@lopez.mx;lucia@ruiz.mx', '0-1 email'],
      ['Estado', 'Jalisco;Nuevo León;Puebla', '0-1 state'],
    ],
  },
  'people with a header nobody knows and two remarks': {
    columns: [
      ['Roepnaam', 'Jan;Emma;Sanne', '0-1 firstname'],
      ['Achternaam', 'Visser;Smit;Bos', '0-1 lastname'],
      ['Mailadres', 'jan@visser.nl;emma@smit.nl;sanne@bos.nl', '0-1 email'],
      ['Xyz.', 'verhuisd?;overleden partner', null],
    ],
  },
  'conversations of a support desk': {
    file: 'conversations.csv',
    columns: [
      ['Conversation #', '4001;4002;4003', null],
      ['Subject', 'Cannot log in;Re: refund;Export is stuck', '0-5 subject'],
      ['Status', 'active;pending;closed', '0-5 hs_pipeline_stage'],
      ['Customer Name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Customer Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Assigned To', 'Robin Park;Sam Iyer;Robin Park', '0-5 hubspot_owner_id'],
    ],
  },
  'Japanese tickets, whose person in charge is the own one': {
    file: 'お問い合わせ.csv',
    columns: [
      ['件名', 'ログインできません;請求書について;納期の確認', '0-5 subject'],
      ['お問い合わせ内容', '至急ご連絡ください。;再発行をお願いします。;ご確認ください。', '0-5 content'],
      ['優先度', '高;中;低', '0-5 hs_ticket_priority'],
      ['対応状況', '未対応;対応中;完了', '0-5 hs_pipeline_stage'],
      ['担当者', '佐藤;鈴木;佐藤', '0-5 hubspot_owner_id'],
      ['氏名', '山崎 学;佐々木 晃;木村 花子', '0-1 firstname'],
      ['メールアドレス', 'yamazaki@sakura.jp;sasaki@toto.jp;kimura@toto.jp', '0-1 email'],
    ],
  },
  'lines of a German order': {
    columns: [
      ['AuftragsNr', '2026001;2026001;2026002', null],
      ['ArtNr', '82128-AH;87506-KN;40100-BX', '0-8 hs_sku'],
      ['Bezeichnung', 'Montage pauschal;Flansch PN16 DN50;Dichtring Viton', '0-8 name'],
      ['Menge', '1;2;10', '0-8 quantity'],
      ['E-Preis netto', '295,00;407,42;12,10', '0-8 price'],
      ['Rabatt %', '5;0;10', '0-8 hs_discount_percentage'],
      ['Kunde', 'Hertrampf GmbH;Weber AG;Kranz KG', '0-2 name'],
    ],
  },
  'Spanish leads of a house': {
    columns: [
      ['Nombre', 'Ana;Pedro;Lucía', '0-1 firstname'],
      ['Correo', 'ana@garcia.es;pedro@lopez.es;lucia@ruiz.es', '0-1 email'],
      ['Dirección inmueble', 'Calle Joel 6;Avenida Benita 320;Paseo del Prado 21', null],
    ],
  },
  'a log of calls': {
    columns: [
      ['Direction', 'Incoming;Outgoing;Outgoing', '0-48 hs_call_direction'],
      ['From', '+1 415 555 0100;+1 415 555 0101;+1 415 555 0102', '0-48 hs_call_from_number'],
      ['To', '+1 415 555 0110;+1 415 555 0111;+1 415 555 0112', '0-48 hs_call_to_number'],
      ['Date', '6/20/2026;12/14/2026;3/1/2026', '0-48 hs_timestamp'],
      ['Action Result', 'Call connected;Missed;Voicemail', '0-48 hs_call_disposition'],
      ['Duration', '724;65;190', '0-48 hs_call_duration'],
    ],
  },
  'a French catalogue, whose names are no surnames': {
    columns: [
      ['Nom', 'Savon lavande 100 g;Bougie figue;Coffret découverte', '0-7 name'],
      ['Catégories', 'Cosmétique;Maison;Maison', '0-7 hs_folder'],
      ['Prix HT', '12,50;9,00;30,00', '0-7 price'],
      ["Prix d'achat", '6,10;4,00;14,00', '0-7 hs_cost_of_goods_sold'],
    ],
  },
  'French people by their surname alone': {
    columns: [
      ['Nom', 'Dupont;Martin;Lefebvre', '0-1 lastname'],
      ['E-mail', 'a.dupont@lilas.fr;b.martin@lilas.fr;c.lefebvre@lilas.fr', '0-1 email'],
    ],
  },
  'Spanish deals that were lost': {
    columns: [
      ['Negocio', 'Licencias 2026;Auditoría;Implantación', '0-3 dealname'],
      ['Etapa', 'Ganado;Perdido;Perdido', '0-3 dealstage'],
      ['Importe (€)', '1.000,00;20.000,50;900,00', '0-3 amount'],
      ['Motivo pérdida', ';precio;sin presupuesto', '0-3 closed_lost_reason'],
    ],
  },
  'French leads with a state of the work on them, some of them unknown': {
    columns: [
      ['Prénom', 'Jean;Marie;Luc;Anne', '0-1 firstname'],
      ['Mail', 'jean@a.fr;marie@b.fr;luc@c.fr;anne@d.fr', '0-1 email'],
      ['État', 'à rappeler;dossier chez Paul;vu au salon;RDV pris', '0-1 hs_lead_status'],
    ],
  },
  'incidents with a state': {
    file: 'incidents.csv',
    columns: [
      ['number', 'INC001;INC002;INC003', null],
      ['short_description', 'VPN not connecting;Laptop will not boot;Email delayed', '0-5 subject'],
      ['state', 'New;In Progress;Closed', '0-5 hs_pipeline_stage'],
    ],
  },
  'users of a program with their rights in it': {
    columns: [
      ['user_email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['user_role', 'admin;member;viewer', null],
      ['workspace_name', 'Acme Inc;Globex LLC;Hill Retail', '0-1 company'],
    ],
  },
  'journalists with a trade under an unknown word': {
    columns: [
      ['Full name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Beat', 'Retail;Energy;Software', null],
      ['Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
    ],
  },
}
