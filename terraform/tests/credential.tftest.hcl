# A password is drawn once, and again only when asked.

run "first" {
  module {
    source = "./modules/credential"
  }

  variables {
    generation = 1
  }

  assert {
    condition     = length(output.value) > 0
    error_message = "There is no value."
  }
}

run "again" {
  module {
    source = "./modules/credential"
  }

  variables {
    generation = 1
  }

  assert {
    condition     = output.value == run.first.value
    error_message = "The value changed though nobody asked."
  }
}

run "next_generation" {
  module {
    source = "./modules/credential"
  }

  variables {
    generation = 2
  }

  assert {
    condition     = output.value != run.first.value
    error_message = "The value did not change."
  }
}
