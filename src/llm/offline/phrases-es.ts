import type { Phrases } from './phrases.ts'

export const SPANISH: Phrases = {
  language: 'es',
  subject: {
    product: [
      (name) => `Sobre ${name}`,
      (name) => `${name}, en pocas palabras`,
      (name) => `${name}: los datos`,
      (name) => `${name}, más de cerca`,
    ],
    bare: [(name) => `Sobre ${name}`, (name) => `Por si tiene alguna pregunta sobre ${name}`],
    compare: [
      (first, second) => `${first} y ${second}, lado a lado`,
      (first, second) => `${first} o ${second}: los datos`,
    ],
    plain: ['Una nota breve', 'Por si tiene alguna pregunta', 'Unas palabras de nuestra parte'],
    service: ['Queremos solucionarlo', 'Su asunto pendiente con nosotros', '¿Cómo podemos resolverlo?'],
    after: [(name) => `${name}: para tener a mano`, (name) => `Sobre el uso de ${name}`],
    'price-drop': [(name) => `${name}: el precio ha cambiado`, (name) => `Nuevo precio: ${name}`],
    'back-in-stock': [(name) => `${name} vuelve a estar disponible`, (name) => `De nuevo disponible: ${name}`],
  },
  greeting: {
    named: [(name) => `Hola, ${name}:`, (name) => `Buenos días, ${name}:`],
    neutral: ['Hola:', 'Buenos días:'],
    chat: [(name) => `Hola, ${name}.`],
  },
  opening: {
    facts: [
      (name) => `Esta es una nota breve y objetiva sobre ${name}.`,
      (name) => `Este es un breve resumen de ${name}.`,
      (name) => `Si ${name} está entre sus opciones, esto puede servirle.`,
      (name) => `Unas líneas claras sobre ${name}.`,
    ],
    after: [
      (name) => `Aquí tiene algo sobre ${name} que conviene tener a mano.`,
      (name) => `Unas líneas sobre ${name}, para consultarlas cuando haga falta.`,
    ],
    back: [
      (name) => `Por si ${name} puede servirle, esto es lo principal.`,
      (name) => `Unas líneas claras sobre ${name}, para cuando le venga bien.`,
    ],
    compare: [
      (first, second) => `Aquí tiene ${first} y ${second}, lado a lado.`,
      (first, second) => `¿${first} o ${second}? Ver los datos juntos puede ayudar.`,
    ],
    bare: [
      (name) => `Esta es una nota breve sobre ${name}.`,
      (name) => `Si tiene alguna pregunta sobre ${name}, buscaremos la respuesta.`,
    ],
    unnamed: ['Estos son los datos, en resumen.', 'Unas líneas claras que pueden servirle.'],
    nothing: [
      'Esta nota breve solo dice dónde puede encontrarnos cuando necesite algo.',
      'Aquí no se vende nada: esta nota solo dice dónde puede encontrarnos.',
    ],
  },
  fact: {
    one: [
      (fact) => `Conviene saberlo: ${fact}.`,
      (fact) => `Un dato que puede ayudar: ${fact}.`,
      (fact) => `De la ficha del producto: ${fact}.`,
    ],
    two: [
      (first, second) => `Dos datos que pueden ayudar: ${first}; ${second}.`,
      (first, second) => `En la ficha del producto consta: ${first}; ${second}.`,
      (first, second) => `Conviene saberlo: ${first}; ${second}.`,
    ],
    more: [(fact) => `Además: ${fact}.`, (fact) => `A esto se suma: ${fact}.`, (fact) => `Y algo más: ${fact}.`],
    key: [
      (fact) => `Un punto en particular: ${fact}.`,
      (fact) => `Ante todo: ${fact}.`,
      (fact) => `Un detalle que merece una segunda mirada: ${fact}.`,
    ],
    line: (name, facts) => `${name}: ${facts}.`,
  },
  news: {
    drop: [
      (name, price, earlier, until) => `${name} cuesta ahora ${price}. Hasta el ${until} costaba ${earlier}.`,
      (name, price, earlier, until) =>
        `El precio ha cambiado: ${name} cuesta ${price}; hasta el ${until} costaba ${earlier}.`,
    ],
    back: [
      (name, since) => `${name} vuelve a estar disponible desde el ${since}.`,
      (name, since) => `Desde el ${since}, ${name} se puede pedir de nuevo.`,
    ],
  },
  signal: [],
  price: [(price) => `El precio es ${price}.`, (price) => `Precio: ${price}.`],
  link: [
    (link) => `Todos los detalles: ${link}`,
    (link) => `La descripción completa está aquí: ${link}`,
    (link) => `Más información: ${link}`,
  ],
  offer: [
    (code, terms) => `Hay un código que puede usar: ${code}. Condiciones: ${terms}`,
    (code, terms) => `El código ${code} está a su disposición. Condiciones: ${terms}`,
  ],
  missing: [
    'Lo que los datos no aclaran preferimos averiguarlo antes que suponerlo.',
    'Si aquí falta la respuesta a su pregunta, háganosla: la buscaremos en lugar de suponerla.',
  ],
  closing: {
    letter: [
      'Si tiene alguna pregunta, responda a este mensaje.',
      'Si algo no está claro, basta una respuesta breve.',
      'No hace falta contestar; si tiene una pregunta, responda cuando quiera.',
    ],
    after: [
      'Si algo no queda claro al usarlo, responda a este mensaje y lo consultamos.',
      '¿Tiene alguna pregunta sobre su uso? Basta una respuesta breve.',
    ],
    back: [
      '¿Busca algo en particular? Basta una respuesta breve.',
      'Si busca algo en particular, díganos qué debería poder hacer y lo consultamos.',
    ],
    compare: [
      '¿Qué punto es el más importante para usted? Basta una respuesta breve.',
      '¿Falta aquí algún punto? Responda a este mensaje.',
    ],
    service: ['Puede responder a este mensaje.', 'Basta una respuesta breve para seguir adelante.'],
  },
  service: {
    open: ['Queremos solucionarlo.', 'Esto debe quedar resuelto y queremos hacerlo con usted.'],
    about: [
      (name) => `Parece que algo no va bien con ${name}.`,
      (name) => `Algo parece no estar como debería con ${name}.`,
    ],
    unsettled: ['Algo ha salido mal con nosotros y aún no está resuelto.', 'Su asunto con nosotros sigue pendiente.'],
    ask: [
      '¿Qué le ayudaría más ahora? ¿Y cuándo y cómo podemos ponernos en contacto?',
      'Díganos, por favor, qué solución le parecería buena y cómo podemos localizarle mejor.',
      'Díganos, por favor, qué sigue mal y qué le gustaría que ocurriera ahora.',
    ],
  },
  sms: {
    facts: [
      (name, fact) => `${name}, en pocas palabras: ${fact}.`,
      (name, fact) => `Sobre ${name}: ${fact}.`,
      (name, fact) => `Por si le sirve, ${name}: ${fact}.`,
    ],
    after: [
      (name, fact) => `Para tener a mano, ${name}: ${fact}.`,
      (name, fact) => `Para consultar cuando haga falta, ${name}: ${fact}.`,
    ],
    unnamed: (fact) => `En resumen: ${fact}.`,
    also: (fact) => `Y esto: ${fact}.`,
    bare: (name) => `Si tiene alguna pregunta sobre ${name}, buscaremos la respuesta.`,
    nothing: ['Si necesita algo o tiene alguna pregunta, puede responder a este mensaje.'],
    link: (link) => `Detalles: ${link}`,
    offer: (code, terms) => `Puede usar ${code}. Condiciones: ${terms}`,
    ask: {
      plain: ['¿Preguntas? Responda a este SMS.'],
      after: ['¿Alguna pregunta sobre su uso? Responda a este SMS.', 'Si algo no queda claro, responda a este SMS.'],
      back: ['¿Busca algo en particular? Responda a este SMS.', '¿Le buscamos algo? Responda a este SMS.'],
    },
    service: {
      about: [
        (name) => `Parece que algo no va bien con ${name}. Queremos solucionarlo.`,
        (name) => `Queremos solucionar lo que no va bien con ${name}.`,
      ],
      unsettled: ['Su asunto con nosotros sigue pendiente. Queremos solucionarlo.'],
      ask: 'Por favor, responda y lo vemos con usted.',
    },
  },
  signOff: ['Un saludo,', 'Saludos cordiales,', 'Atentamente,'],
  call: {
    headings: { opening: 'Apertura:', point: 'El motivo:', questions: 'Preguntas:', closing: 'Cierre:' },
    hello: [(name) => (name ? `Hola, ${name}.` : 'Hola.'), (name) => (name ? `Buenos días, ${name}.` : 'Buenos días.')],
    caller: (agent, brand) =>
      agent && brand
        ? `Le habla ${agent}, de ${brand}.`
        : agent
          ? `Le habla ${agent}.`
          : brand
            ? `Le llamamos de ${brand}.`
            : null,
    suits: ['¿Le viene bien ahora?', '¿Tiene un minuto o prefiere que llame en otro momento?'],
    questions: {
      product: [
        '¿Qué es lo más importante para usted en un producto así?',
        '¿Sobre qué punto le gustaría saber más?',
        '¿Qué debería resolverle en el día a día?',
        '¿Hay algo que le haga dudar?',
      ],
      after: ['¿Queda alguna pregunta pendiente?', '¿Qué tal va en el día a día?', '¿Podemos ayudarle en algo?'],
      back: ['¿Busca algo en particular?', '¿Sobre qué le gustaría saber más?', '¿Podemos ayudarle en algo?'],
      compare: [
        '¿Cuál de estos puntos es el más importante para usted?',
        '¿Echa en falta algún punto?',
        '¿Qué decidiría la elección?',
      ],
      service: [
        '¿Qué sigue mal en este momento?',
        '¿Cuál sería una buena solución para usted?',
        '¿Cómo y cuándo podemos volver a llamarle?',
      ],
    },
    thanks: ['Gracias por su tiempo.', 'Gracias por la conversación.'],
    goodbye: (agent, brand) =>
      agent && brand
        ? `Se despide ${agent}, de ${brand}.`
        : agent || brand
          ? `Se despide ${agent ?? brand}.`
          : 'Hasta pronto.',
  },
}
