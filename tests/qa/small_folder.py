"""A small folder of running text to be measured on, written for the tests."""

DOCUMENTS = {
    "bridge.txt": (
        "The stone bridge over the Alva was finished by the town of Penedo in the summer of 1887. "
        "The work on the bridge took nine years and was led by the engineer Ana Ribeiro. "
        "A flood in March 1909 carried away two arches of the old bridge.\n\n"
        "The toll on the bridge was abolished because the merchants of the market complained. "
        "Every cart had to pay 12 coins before the toll was abolished by the council.\n"
    ),
    "garden.txt": (
        "The botanical garden of Penedo was planted in 1921 by the teacher Rui Matos. "
        "The oldest tree in the garden is an oak of four hundred years. "
        "The greenhouse of the garden holds 340 orchids from warm countries.\n\n"
        "Visitors can see the rare ferns of the garden on every Sunday in April. "
        "The pond behind the greenhouse was dug for the water lilies of the school.\n"
    ),
    "school.txt": (
        "The school at the square has been a home for 85 pupils since 1954. "
        "The headmistress Marta Lopes was the first woman on the council of the district. "
        "Lessons in the school were suspended for three weeks because the roof leaked.\n\n"
        "The library of the school was given 2,000 books by the printer Tomas Vale. "
        "A choir of former pupils can be heard in Lisbon at the end of each year.\n"
    ),
    "mill.txt": (
        "The mill below the weir was the largest of seven mills in the valley. "
        "Its wheel was replaced by a turbine from Porto in the winter of 1931. "
        "The miller Joana Dias has ground 40% of the flour for the bakers of the region.\n\n"
        "The weir is repaired with oak beams by the fishermen in every dry summer. "
        "The fish ladder beside the weir was built for the salmon in June 1998.\n"
    ),
    "museum.txt": (
        "The museum of clocks was founded by the collector Hugo Serra with 150 pieces. "
        "The most famous piece of the museum is a water clock made of bronze. "
        "A burglar was caught in the museum on 7 October 1976 by the night watchman.\n\n"
        "The workshop of the museum can repair the movements of any tower clock. "
        "Guided tours through the collection of clocks are offered in Coimbra and at home.\n"
    ),
}
