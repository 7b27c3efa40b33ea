using System.Reflection;

namespace FolioModel.Forking;

/// <summary>A field that needs more than the copy of its bits.</summary>
/// <param name="Field">The field.</param>
/// <param name="IsDropped">Whether the copy has the default instead.</param>
internal readonly record struct PlannedField(FieldInfo Field, bool IsDropped);
