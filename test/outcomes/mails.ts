/** A delivery status notification (RFC 3464) about a message of ours. */
export function aBounce(
  change: {
    deliveryId?: string
    recipient?: string
    status?: string
    action?: string
    answer?: string
    messageId?: string
  } = {},
): string {
  const {
    deliveryId = '01a20611-f036-72c4-975b-72f74b45de98',
    recipient = 'ines@example.com',
    status = '5.1.1',
    action = 'failed',
    answer = '550 5.1.1 User unknown',
    messageId = `<${deliveryId}@aquila.example>`,
  } = change
  return mail(
    'From: Mail Delivery System <MAILER-DAEMON@mx.example.com>',
    'To: hello@aquila.example',
    'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'I am sorry to have to inform you that your message could not be delivered.',
    `<${recipient}>: host mx.example.com[192.0.2.1] said: ${answer}`,
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.aquila.example',
    '',
    `Final-Recipient: rfc822; ${recipient}`,
    `Original-Recipient: rfc822;${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${answer}`,
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: "Aquila" <hello@aquila.example>',
    `To: ${recipient}`,
    'Subject: A closer look',
    `Message-ID: ${messageId}`,
    '',
    '--b--',
  )
}

/** A complaint of a feedback loop (RFC 5965). */
export const aComplaint = (deliveryId: string, recipient: string | null, feedbackType = 'abuse'): string =>
  mail(
    'From: fbl@feedback.example.com',
    'To: hello@aquila.example',
    'Subject: Abuse report',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'This is an email abuse report.',
    '--b',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${feedbackType}`,
    'User-Agent: Loop/1.0',
    'Version: 1',
    ...(recipient === null ? [] : [`Original-Rcpt-To: <${recipient}>`]),
    '',
    '--b',
    'Content-Type: text/rfc822-headers',
    '',
    'From: "Aquila" <hello@aquila.example>',
    'To: undisclosed-recipients:;',
    `Message-ID: <${deliveryId}@aquila.example>`,
    '',
    '--b--',
  )

/** Lines as a mail has them (RFC 5322, section 2.1). */
export const mail = (...lines: string[]): string => `${lines.join('\r\n')}\r\n`
