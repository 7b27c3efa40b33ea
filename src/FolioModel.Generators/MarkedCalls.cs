using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace FolioModel.Generators;

/// <summary>Knows which methods have a twin, and what it is called.</summary>
internal static class MarkedCalls
{
    public const string Interleaved = "FolioModel.InterleavedAttribute";
    private const string SuspendsAs = "FolioModel.Interleaving.SuspendsAsAttribute";

    /// <summary>The twin of the method called, or null when it has none.</summary>
    public static Twin? TwinOf(InvocationExpressionSyntax call, SemanticModel model, CancellationToken cancellation) =>
        model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method ? TwinOf(method) : null;

    private static Twin? TwinOf(IMethodSymbol method)
    {
        foreach (AttributeData attribute in method.OriginalDefinition.GetAttributes())
        {
            switch (attribute.AttributeClass?.ToDisplayString())
            {
                case Interleaved:
                    return new Twin(method, method.Name + "Async", IsGenerated: true);
                case SuspendsAs when attribute.ConstructorArguments.FirstOrDefault().Value is string name:
                    return new Twin(method, name, IsGenerated: false);
            }
        }

        return null;
    }

    /// <summary>A method and the name of its twin.</summary>
    internal sealed record Twin(IMethodSymbol Method, string Name, bool IsGenerated);
}
