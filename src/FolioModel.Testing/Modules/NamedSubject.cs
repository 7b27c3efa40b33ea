namespace FolioModel.Testing;

/// <summary>A subject of the property kit under the name by which <c>folio check --subject</c> finds it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Creates a fresh subject, for one program.</param>
public sealed record NamedSubject(string Name, Func<Subject> Create);
