using Microsoft.CodeAnalysis;

namespace FolioModel.Generators;

/// <summary>The problems that the generators and the analyzer report.</summary>
internal static class Problems
{
    public static readonly DiagnosticDescriptor NotPartial = Error(
        "FOLIO001", "A type with generated members must be partial", "'{0}' has generated members: declare it partial");

    public static readonly DiagnosticDescriptor ByReference = Error(
        "FOLIO002",
        "An interleaved method takes or returns something that cannot be kept while it is suspended",
        "'{0}' of '{1}' is passed by reference or is a ref struct: it cannot be kept while the method is suspended; pass a value");

    public static readonly DiagnosticDescriptor KeptReference = Error(
        "FOLIO003",
        "A reference or span is kept across a scheduling point",
        "'{0}' is a reference or span that is used after '{1}', where the method may be suspended; take it again afterwards");

    public static readonly DiagnosticDescriptor ConditionalAccess = Error(
        "FOLIO004", "An interleaved method is called through a conditional access",
            "'{0}' is interleaved and cannot be called through ?.; test for null first");

    public static readonly DiagnosticDescriptor InsideLambda = Error(
        "FOLIO005",
        "An interleaved method is called inside a lambda or a local function",
        "'{0}' is interleaved and is called inside a lambda or local function, which cannot be suspended");

    public static readonly DiagnosticDescriptor InsideLock = Error(
        "FOLIO006", "A scheduling point lies inside a lock statement",
            "'{0}' may suspend and is called inside a lock statement; use the model's locks");

    public static readonly DiagnosticDescriptor NoTwin = Error(
        "FOLIO007", "The attribute is on something that cannot have a twin", "'{0}' cannot have a suspended twin: it is {1}");

    public static readonly DiagnosticDescriptor UnmarkedMember = Error(
        "FOLIO008",
        "A member of a shared state can change and does not say whether it is part of the state",
        "'{0}' of the shared state '{1}' can change: mark it [Shared], or [NotShared] with the reason");

    public static readonly DiagnosticDescriptor NotHashable = Error(
        "FOLIO009",
        "A member of a shared state cannot be hashed",
        "'{0}' is of type '{1}', which cannot be hashed: give StateHash an overload, or the type a method AddTo(ref StateHash)");

    public static readonly DiagnosticDescriptor NotPartialProperty = Error(
        "FOLIO010", "A shared property must be partial",
            "'{0}' must be a partial property with a getter, so that its accesses can be announced");

    public static readonly DiagnosticDescriptor StraySharedMember = Error(
        "FOLIO011", "A shared member's class is not a shared state", "'{0}' is shared: mark its class '{1}' [SharedState]");

    public static readonly DiagnosticDescriptor IncompleteSharedState = Error(
        "FOLIO012", "A shared state lacks what its tracking needs", "the shared state '{0}' needs {1}");

    public static readonly DiagnosticDescriptor NotAwaited = Error(
        "FOLIO013",
        "An operation is begun and not awaited",
        "'{0}' is begun and never awaited: only a part of it would happen; await it, or call the form that runs straight");

    public static readonly DiagnosticDescriptor ForeignAwait = Error(
        "FOLIO014",
        "A task of a machine awaits something that is no operation of the model",
        "'{0}' of type '{1}' is no operation of the model: the task would go on outside the machine, on a thread that does not own it");

    private static readonly DiagnosticDescriptor[] s_all =
    [
        NotPartial, ByReference, KeptReference, ConditionalAccess, InsideLambda, InsideLock, NoTwin,
        UnmarkedMember, NotHashable, NotPartialProperty, StraySharedMember, IncompleteSharedState, NotAwaited, ForeignAwait,
    ];

    public static DiagnosticDescriptor ById(string id) => s_all.First(d => d.Id == id);

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, "Interleaving", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
