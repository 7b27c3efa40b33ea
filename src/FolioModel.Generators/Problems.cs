using Microsoft.CodeAnalysis;

namespace FolioModel.Generators;

/// <summary>What the generator complains about.</summary>
internal static class Problems
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FOLIO001", "A type with interleaved methods must be partial", "'{0}' has interleaved methods: declare it partial, so that their twins can be added");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "FOLIO002",
        "An interleaved method takes or returns something that cannot be kept while it is suspended",
        "'{0}' of '{1}' is passed by reference or is a ref struct: it cannot be kept while the method is suspended; pass a value");

    public static readonly DiagnosticDescriptor KeptReference = Error(
        "FOLIO003",
        "A reference or span is kept across a scheduling point",
        "'{0}' is a reference or span that is used after '{1}', where the method may be suspended; take it again afterwards");

    public static readonly DiagnosticDescriptor ConditionalAccess = Error(
        "FOLIO004", "An interleaved method is called through a conditional access", "'{0}' is interleaved and cannot be called through ?.; test for null first");

    public static readonly DiagnosticDescriptor InsideLambda = Error(
        "FOLIO005",
        "An interleaved method is called inside a lambda or a local function",
        "'{0}' is interleaved and is called inside a lambda or local function, which cannot be suspended");

    public static readonly DiagnosticDescriptor InsideLock = Error(
        "FOLIO006", "A scheduling point lies inside a lock statement", "'{0}' may suspend and is called inside a lock statement; use the model's locks");

    public static readonly DiagnosticDescriptor NoTwin = Error(
        "FOLIO007", "The attribute is on something that cannot have a twin", "'{0}' cannot have a suspended twin: it is {1}");

    private static readonly DiagnosticDescriptor[] s_all =
        [NotPartial, ByReference, KeptReference, ConditionalAccess, InsideLambda, InsideLock, NoTwin];

    public static DiagnosticDescriptor ById(string id) => s_all.First(d => d.Id == id);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Interleaving", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
