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
}
