/** A review of clothing. `row` is the line number in the data set it was taken from. */
export type Review = { row: number; productId: string; rating: number; text: string }

/**
 * Twelve short reviews, word for word, from the data set "Women's E-Commerce Clothing Reviews" (Kaggle,
 * nicapotato/womens-ecommerce-clothing-reviews), published under CC0 1.0: public domain. Their writers are anonymous and
 * wrote about other clothes than the fictional ones of this shop; only the pairing with `productId` is ours.
 */
export const reviews: readonly Review[] = [
  {
    row: 12904,
    productId: 'alma-dress',
    rating: 3,
    text: "I loved the colors on this dress, but i don't like the way it fits. it is tight around the shoulders, but the rest of the dress is really big and has no shape",
  },
  {
    row: 14608,
    productId: 'alma-dress',
    rating: 2,
    text: 'Way too big and had a granny like styling. was very excited but ultimately took it back.',
  },
  {
    row: 1072,
    productId: 'alma-dress',
    rating: 2,
    text: 'Beautiful dress but have to return. way too big & long for me. medium is the size i wear but i think i would need an extra small.',
  },
  {
    row: 18728,
    productId: 'alma-dress',
    rating: 2,
    text: 'The quality of the fabric is good, but the fit is horrible. unflattering and strange. definitely a pass.',
  },
  {
    row: 2072,
    productId: 'alma-dress',
    rating: 5,
    text: 'Comfortable, relaxed fit. i am very top heavy and the generous cut of this dress worked well!',
  },
  {
    row: 3904,
    productId: 'alma-dress',
    rating: 5,
    text: 'This is the perfect little throw-on dress. flattering, uber-comfortable, nice fabric. i found that it runs slightly large.',
  },
  {
    row: 10096,
    productId: 'lena-cardigan',
    rating: 1,
    text: "Really cute sweater, well made, but so intensely itchy i couldn't keep it on for more than 30 seconds !",
  },
  {
    row: 15768,
    productId: 'lena-cardigan',
    rating: 5,
    text: 'Love this sweater! not too long or bulky,true to size. the fabric is super soft, great quality!',
  },
  {
    row: 7952,
    productId: 'lena-cardigan',
    rating: 5,
    text: 'I love this sweater! the wool is soft and not itchy. it can be worn tied in the front as shown or tied in the back. pretty embrodering and very flattering.',
  },
  {
    row: 17336,
    productId: 'vega-trousers',
    rating: 2,
    text: 'I loved these pants. the fit well and were flattering. unfortunately after three wears, they came apart at the seam. very disappointing and frustrating.',
  },
  {
    row: 2368,
    productId: 'vega-trousers',
    rating: 5,
    text: 'Love love love these pants!!! super comfortable and fit true to size.',
  },
  {
    row: 2632,
    productId: 'vega-trousers',
    rating: 5,
    text: "Fits well (true to size), very stylish and comfortable. i'm going to have to buy these in more colors!",
  },
]

export const reviewsOf = (productId: string): Review[] => reviews.filter((review) => review.productId === productId)
