"""Who is who and what there is: what the tests of several rooms share."""
