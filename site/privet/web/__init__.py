"""What every room shares: headers, access, the same-origin check, languages, pages and errors."""
