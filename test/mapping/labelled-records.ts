import type { LabelledFiles } from './labelled-files.ts'

/** Files of calls, meetings, notes, lines and invoices, and headers that the values refute. */
export const LABELLED_RECORDS: LabelledFiles = {
  'a call log': {
    columns: [
      ['Direction', 'inbound;outbound;inbound', '0-48 hs_call_direction'],
      ['From', '+1 415 555 0100;+1 415 555 0101;+1 415 555 0102', '0-48 hs_call_from_number'],
      ['To', '+1 212 555 0100;+1 212 555 0101;+1 212 555 0102', '0-48 hs_call_to_number'],
      ['Date (America/Chicago)', '2024-05-18 04:05;2024-05-19 06:38;2024-05-20 11:37', '0-48 hs_timestamp'],
      ['Outcome', 'Connected;No answer;Left voicemail', '0-48 hs_call_disposition'],
      ['Call Notes', 'Talked about the renewal;Asked to call next week;', '0-48 hs_call_body'],
      ['Recording', 'https://rec.example/1;https://rec.example/2;https://rec.example/3', '0-48 hs_call_recording_url'],
      ['Contact Email', 'ann@hill.com;bob@reed.org;cid@lake.net', '0-1 email'],
    ],
  },
  'booked meetings': {
    columns: [
      ['Meeting Title', 'Demo with Ann Hill;Demo with Bob Reed;Intro', '0-47 hs_meeting_title'],
      ['Invitee First Name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['Invitee Last Name', 'Hill;Reed;Lake', '0-1 lastname'],
      ['Invitee Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Start Date & Time', '2024-05-18 09:00;2024-05-19 10:00;2024-05-20 11:00', '0-47 hs_meeting_start_time'],
      ['End Date & Time', '2024-05-18 09:30;2024-05-19 10:30;2024-05-20 11:30', '0-47 hs_meeting_end_time'],
    ],
  },
  notes: {
    columns: [
      ['Note', 'Contract renews in June, call before;Sent samples by courier last week', '0-46 hs_note_body'],
      ['Note Date', '2024-05-18;2024-05-19', '0-46 hs_timestamp'],
      ['Written By', 'dana@seller.com;marco@seller.com', '0-46 hubspot_owner_id'],
      ['Contact Email', 'ann@hill.com;bob@reed.org', '0-1 email'],
    ],
  },
  'French tickets': {
    columns: [
      ['Objet', 'Panne du lave-linge;Erreur de facture', '0-5 subject'],
      ['Statut', 'Ouvert;Résolu', '0-5 hs_pipeline_stage'],
      ['Priorité', 'Haute;Basse', '0-5 hs_ticket_priority'],
      ['Créé le', '18/05/2024;19/05/2024', '0-5 createdate'],
      ['Clôturé le', '20/05/2024;', '0-5 closed_date'],
    ],
  },
  'Spanish tickets': {
    columns: [
      ['Asunto', 'No enciende;Factura duplicada;Retraso en el envío', '0-5 subject'],
      ['Estado', 'Abierta;En curso;Cerrada', '0-5 hs_pipeline_stage'],
      ['Prioridad', 'Alta;Baja;Alta', '0-5 hs_ticket_priority'],
      ['Canal de entrada', 'Correo;Teléfono;Web', '0-5 source_type'],
      ['Técnico asignado', 'Laura Peña;Iván Ríos;Laura Peña', '0-5 hubspot_owner_id'],
      ['Fecha de apertura', '18/05/2024;19/05/2024;20/05/2024', '0-5 createdate'],
    ],
  },
  'Chinese tickets': {
    columns: [
      ['标题', '无法登录;发票错误', '0-5 subject'],
      ['问题描述', '从昨天下午开始一直无法登录系统;发票抬头写错了需要重新开具', '0-5 content'],
      ['状态', '待处理;已解决', '0-5 hs_pipeline_stage'],
      ['问题类型', '账户;财务', '0-5 hs_ticket_category'],
      ['来源', '邮件;电话', '0-5 source_type'],
      ['处理人', '王经理;李主管', '0-5 hubspot_owner_id'],
    ],
  },
  'an Italian price list with suppliers': {
    columns: [
      ['Codice articolo', 'ART1;ART2;ART3', '0-7 hs_sku'],
      ['Prezzo di listino', '19.50;9.00;3.20', '0-7 price'],
      ['Prezzo di acquisto', '10.50;4.00;1.20', '0-7 hs_cost_of_goods_sold'],
      ['Fornitore', 'Officine Ferrari S.r.l.;Tessuti Colombo snc;Officine Ferrari S.r.l.', null],
    ],
  },
  'the lines of subscriptions': {
    columns: [
      ['Account', 'Acme Inc;Globex LLC', '0-2 name'],
      ['Product', 'Pro plan;Support add-on', '0-8 name'],
      ['Quantity', '3;12', '0-8 quantity'],
      ['Unit Price', '19.50;9.00', '0-8 price'],
      ['Billing Start Date', '2024-05-18;2024-05-19', '0-8 hs_recurring_billing_start_date'],
      ['Billing End Date', '2025-05-18;2025-05-19', '0-8 hs_recurring_billing_end_date'],
    ],
  },
  'a catalogue with quantities in stock': {
    columns: [
      ['Product name', 'Pipe 22 mm;Ball valve', '0-7 name'],
      ['SKU', 'AX-1;AX-2', '0-7 hs_sku'],
      ['Unit price', '19.50;9.00', '0-7 price'],
      ['Quantity', '3;12', null],
      ['Supplier name', 'Acme Inc;Globex LLC', null],
    ],
  },
  'invoices by the numbers of their customers': {
    columns: [
      ['Customer', 'cus_4pQ5jPwCg1nH;cus_1gXE2Xy998ey;cus_2ZSNJhGDmk48', null],
      ['Customer Email', 'ann@hill.com;bob@reed.org;cid@lake.net', '0-1 email'],
      ['Status', 'paid;open;void', null],
    ],
  },
  'Italian invoices to firms': {
    columns: [
      ['Numero fattura', 'FT-1;FT-2;FT-3', null],
      ['Cliente', 'Caffè Esposito S.p.A.;Tessuti Colombo snc;Officine Ferrari S.r.l.', '0-2 name'],
      ['Email', 'info@esposito.it;ordini@colombo.it;acquisti@ferrari.it', '0-1 email'],
    ],
  },
  'LinkedIn connections': {
    columns: [
      ['First Name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['Last Name', 'Hill;Reed;Lake', '0-1 lastname'],
      [
        'URL',
        'https://www.linkedin.com/in/ann;https://www.linkedin.com/in/bob;https://www.linkedin.com/in/carla',
        '0-1 hs_linkedin_url',
      ],
      ['Company', 'Acme Inc;Globex LLC;Initech', '0-1 company'],
    ],
  },
  'business cards that name the seller’s employee': {
    columns: [
      ['会社名', '株式会社サクラ;東都物流株式会社;みなと合同会社', '0-1 company'],
      ['姓', '佐藤;鈴木;高橋', '0-1 lastname'],
      ['名', '太郎;花子;由美子', '0-1 firstname'],
      ['メールアドレス', 'sato@sakura.jp;suzuki@toto.jp', '0-1 email'],
      ['担当者', '中村 健一;小林 恵;中村 健一', '0-1 hubspot_owner_id'],
    ],
  },
  'customers with their person in charge': {
    columns: [
      ['会社名', '株式会社サクラ;東都物流株式会社', '0-1 company'],
      ['担当者', '佐藤 太郎;鈴木 花子', '0-1 firstname'],
      ['メールアドレス', 'sato@sakura.jp;suzuki@toto.jp', '0-1 email'],
    ],
  },
  'contacts whose headers mislead': {
    columns: [
      ['Title', 'Mr.;Mrs.;Dr.', '0-1 salutation'],
      ['Name', 'Susan;James;Robert', '0-1 firstname'],
      ['Surname', 'Brooks;Coleman;Holt', '0-1 lastname'],
      ['Contact', 'susan@brooks.com;james@coleman.com;robert@holt.com', '0-1 email'],
      ['Company', '1;3;2', null],
      ['Position', '61;41;20', null],
      ['State', 'active;inactive;active', null],
      ['Website', 'paid;organic;paid', null],
    ],
  },
  'a price list that names its items by their description': {
    columns: [
      ['Item No.', 'AX-1;AX-2', '0-7 hs_sku'],
      ['Item Description', 'Copper pipe 22 mm;Ball valve', '0-7 name'],
      [
        'Long text',
        'Hard drawn, supplied in straight lengths of 3 m;Full bore, brass body with a lever',
        '0-7 description',
      ],
      ['List price', '19.50;9.00', '0-7 price'],
    ],
  },
  'people and firms under the same header': {
    columns: [
      ['Name', 'Harry Clarke;Amelia Doyle;George Bennett', '0-1 firstname'],
      ['Email', 'harry@lowry.uk;amelia@tamar.com;george@ashdown.co.uk', '0-1 email'],
      ['Name', 'Lowry Media Ltd;Tamar Marine plc;Ashdown Engineering Ltd', '0-1 company'],
    ],
  },
  'companies with ranges where HubSpot has numbers': {
    columns: [
      ['Company name', 'Acme Inc;Globex LLC;Initech', '0-2 name'],
      ['Company domain name', 'acme.com;globex.com;initech.com', '0-2 domain'],
      ['Employees', '11-50;51-200;1000+', '0-2 hs_employee_range'],
      ['Annual revenue', '$1M-$10M;$10M-$50M;$50M - $100M', '0-2 hs_revenue_range'],
    ],
  },
  'contacts with the size of their company as a range': {
    columns: [
      ['First name', 'Ann;Bob;Carla', '0-1 firstname'],
      ['Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Company', 'Acme Inc;Globex LLC;Initech', '0-1 company'],
      ['Number of staff', '11-50;51-200;1000+', '0-1 company_size'],
    ],
  },
  'tickets with the names of those who answered': {
    columns: [
      ['Ticketnummer', '2026110001;2026110002;2026110003', null],
      ['Betreff', 'Drucker streikt;Zugang gesperrt;Frage zum Lager', '0-5 subject'],
      ['Status', 'neu;offen;geschlossen', '0-5 hs_pipeline_stage'],
      ['Besitzer', 'karin.meier;jan.hoffmann;karin.meier', '0-5 hubspot_owner_id'],
      ['Geschlossen', '2026-11-03 10:00;;2026-11-04 12:30', '0-5 closed_date'],
    ],
  },
  'forms of address beside greetings': {
    columns: [
      ['TITLE', 'Ms.;Mr. and Mrs.;Dr.', '0-1 salutation'],
      ['FIRST_NAME', 'Ann;Bob;Carla', '0-1 firstname'],
      ['LAST_NAME', 'Hill;Reed;Lake', '0-1 lastname'],
      ['SALUTATION', 'Ann;Bob;Carla', null],
      ['DONOR_TYPE_DESCR', 'Individual;Foundation;Individual', null],
    ],
  },
}
