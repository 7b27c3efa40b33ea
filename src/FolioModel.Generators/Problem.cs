using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace FolioModel.Generators;

/// <summary>Something that keeps a method from having a twin, as plain data.</summary>
internal sealed record Problem(string Id, string File, TextSpan Span, LinePositionSpan Lines, EquatableArray<string> Arguments)
{
    public static Problem At(DiagnosticDescriptor descriptor, Location location, params string[] arguments)
    {
        FileLinePositionSpan span = location.GetLineSpan();
        return new Problem(descriptor.Id, span.Path, location.SourceSpan, span.Span, new EquatableArray<string>([.. arguments]));
    }

    public Diagnostic ToDiagnostic() =>
        Diagnostic.Create(Problems.ById(Id), Location.Create(File, Span, Lines), [.. Arguments]);
}
