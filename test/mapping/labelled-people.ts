import type { LabelledFiles } from './labelled-files.ts'

const CHILDREN = 'Mia;Leo;Zoe;Max'
const SURNAMES = 'Hill;Reed;Lake;Young'
const ADULTS = 'Ann;Peter;Carla;Omar'
const WHOLE = 'Ann Hill;Peter Reed;Carla Lake;Omar Young'
const OTHERS = 'Ruth Park;Sam Iyer;Nora Wells;Ivan Gray'
const EMAILS = 'ann@hill.com;peter@reed.org;carla@lake.net;omar@young.io'
const MORE_EMAILS = 'ruth@park.com;sam@iyer.org;nora@wells.net;ivan@gray.io'
const PHONES = '+1 617-555-0101;+1 617-555-0102;+1 617-555-0103;+1 617-555-0104'
const BIRTHDAYS = '2015-03-04;2014-05-16;2016-07-28;2013-09-10'

/** Rows that name two people, and rows that only look so. */
export const LABELLED_PEOPLE: LabelledFiles = {
  'a summer camp, whose contacts are the guardians': {
    columns: [
      ['Camper First Name', CHILDREN, null],
      ['Camper Last Name', SURNAMES, null],
      ['Birth Date', BIRTHDAYS, null],
      ['Guardian Name', WHOLE, '0-1 firstname'],
      ['Guardian Email', EMAILS, '0-1 email'],
      ['Guardian Phone', PHONES, '0-1 phone'],
      ['City', 'Austin;Tulsa;Waco;Boston', '0-1 city'],
    ],
  },
  'a club, whose members are children without a word for it': {
    columns: [
      ['Name', 'Mia Hill;Leo Reed;Zoe Lake;Max Young', null],
      ["Mother's First Name", ADULTS, '0-1 firstname'],
      ["Mother's Last Name", SURNAMES, '0-1 lastname'],
      ["Mother's Email", EMAILS, '0-1 email'],
    ],
  },
  'a school that writes both words for those who sign': {
    columns: [
      ["Child's First Name", CHILDREN, null],
      ["Child's Last Name", SURNAMES, null],
      ["Child's Date of Birth", BIRTHDAYS, null],
      ['Parent/Guardian Name', WHOLE, '0-1 firstname'],
      ['Parent/Guardian Email', EMAILS, '0-1 email'],
    ],
  },
  'a German nursery': {
    columns: [
      ['Vorname Kind', CHILDREN, null],
      ['Nachname Kind', SURNAMES, null],
      ['Geburtsdatum Kind', BIRTHDAYS, null],
      ['Vorname Mutter', ADULTS, '0-1 firstname'],
      ['Nachname Mutter', SURNAMES, '0-1 lastname'],
      ['E-Mail Mutter', EMAILS, '0-1 email'],
    ],
  },
  'students with addresses of their own': {
    columns: [
      ['Student First Name', ADULTS, '0-1 firstname'],
      ['Student Last Name', SURNAMES, '0-1 lastname'],
      ['Student Birthday', BIRTHDAYS, '0-1 date_of_birth'],
      ['Student Email', EMAILS, '0-1 email'],
      ['Parent Name', OTHERS, null],
      ['Parent Email', MORE_EMAILS, null],
    ],
  },
  'patients and their doctors': {
    columns: [
      ['Doctor Name', OTHERS, null],
      ['Doctor Email', MORE_EMAILS, null],
      ['Patient First Name', ADULTS, '0-1 firstname'],
      ['Patient Last Name', SURNAMES, '0-1 lastname'],
      ['Patient Email', EMAILS, '0-1 email'],
    ],
  },
  'landlords, whose tenants have no address': {
    columns: [
      ['Landlord First Name', ADULTS, '0-1 firstname'],
      ['Landlord Last Name', SURNAMES, '0-1 lastname'],
      ['Landlord Email', EMAILS, '0-1 email'],
      ['Tenant Name', OTHERS, null],
      ['Tenant Phone', PHONES, null],
    ],
  },
  'buyers whose goods go to others': {
    columns: [
      ['Billing First Name', ADULTS, '0-1 firstname'],
      ['Billing Last Name', SURNAMES, '0-1 lastname'],
      ['Billing Email', EMAILS, '0-1 email'],
      ['Shipping Name', OTHERS, null],
      ['Shipping Phone', PHONES, null],
    ],
  },
  'people with a spouse, an assistant and somebody for emergencies': {
    columns: [
      ['First Name', ADULTS, '0-1 firstname'],
      ['Last Name', SURNAMES, '0-1 lastname'],
      ['Email', EMAILS, '0-1 email'],
      ['Spouse First Name', CHILDREN, null],
      ['Spouse DOB', BIRTHDAYS, null],
      ['Assistant Name', OTHERS, null],
      ['Assistant Email', MORE_EMAILS, null],
      ['Emergency Contact', OTHERS, null],
      ['Referred by', OTHERS, null],
    ],
  },
  'customers alone': {
    columns: [
      ['Customer First Name', ADULTS, '0-1 firstname'],
      ['Customer Last Name', SURNAMES, '0-1 lastname'],
      ['Customer Email', EMAILS, '0-1 email'],
      ['Customer Phone', PHONES, '0-1 phone'],
    ],
  },
  'students alone': {
    columns: [
      ['Student First Name', ADULTS, '0-1 firstname'],
      ['Student Last Name', SURNAMES, '0-1 lastname'],
      ['Email', EMAILS, '0-1 email'],
      ['Student Birthday', BIRTHDAYS, '0-1 date_of_birth'],
    ],
  },
  'prospects that are firms, called after their partners': {
    columns: [
      ['Prospect', 'Hale-Norton;Price, Hale and Moss;Barton Group;Stone-Ellis', '0-2 name'],
      ['Email', EMAILS, '0-1 email'],
      ['Phone', PHONES, '0-2 phone'],
    ],
  },
  'clients that are people, one with two surnames': {
    columns: [
      ['Client', 'Ann Hill;Peter Reed;Carla Lake-Stone;Omar Young', '0-1 firstname'],
      ['Email', EMAILS, '0-1 email'],
    ],
  },
  'calls with the name of the other one': {
    file: 'calls.csv',
    columns: [
      ['Call Direction', 'Inbound;Outbound', '0-48 hs_call_direction'],
      ['From Number', PHONES, '0-48 hs_call_from_number'],
      ['To Number', PHONES, '0-48 hs_call_to_number'],
      ['Name', 'UNKNOWN CALLER;Barton Group;Ann Hill', null],
      ['Date', '2026-03-04;2026-03-05;2026-03-06', '0-48 hs_timestamp'],
      ['Result Description', 'Nobody answered the call;The line was busy;The call was answered', null],
      ['Call Notes', 'wants a new offer by Monday morning;asked about the invoice again', '0-48 hs_call_body'],
    ],
  },
  'calls with a name of their own': {
    file: 'calls.csv',
    columns: [
      ['Call Name', 'First talk;Renewal;Complaint', '0-48 hs_call_title'],
      ['Description', 'wants a new offer by Monday morning;asked about the invoice again', '0-48 hs_call_body'],
      ['Date', '2026-03-04;2026-03-05;2026-03-06', '0-48 hs_timestamp'],
    ],
  },
  'people to whom others sent something to sign': {
    columns: [
      ['Sender Name', 'Tina Moss;Ravi Shah;Tina Moss', null],
      ['Sender Email', 'tina@own.com;ravi@own.com;tina@own.com', null],
      ['Recipient Name', 'Ann Hill;Bob Reed;Carla Lake', '0-1 firstname'],
      ['Recipient Email', 'ann@hill.com;bob@reed.org;carla@lake.net', '0-1 email'],
      ['Recipient Title', 'CEO;General Counsel;Director', '0-1 jobtitle'],
    ],
  },
  'people who answered questions': {
    columns: [
      ['Quel est votre prénom ?', 'Jean;Marie;Luc', '0-1 firstname'],
      ['Quel poste occupez-vous ?', 'Directeur;Assistante;Responsable achats', '0-1 jobtitle'],
      ['Quelle est votre adresse e-mail ?', 'jean@a.fr;marie@b.fr;luc@c.fr', '0-1 email'],
      ['Quel outil utilisez-vous ?', 'Excel;Access;Excel', null],
    ],
  },
}
