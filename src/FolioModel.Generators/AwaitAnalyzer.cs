using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace FolioModel.Generators;

/// <summary>
/// Reports operations that are begun and never awaited, and awaits inside a task's body that would go on outside the machine. A run that
/// does either fails when it comes there; here the compiler says so before.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AwaitAnalyzer : DiagnosticAnalyzer
{
    private const string Work = "FolioModel.KernelWork";
    private const string Pause = "FolioModel.Interleaving.KernelPause";

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Problems.NotAwaited, Problems.ForeignAwait];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (KnownTypes.Of(start.Compilation) is { } known)
            {
                start.RegisterOperationAction(c => LookAtStatement(c, known), OperationKind.ExpressionStatement);
                start.RegisterOperationBlockAction(c => LookAtLocals(c, known));
                start.RegisterOperationAction(c => LookAtAwait(c, known), OperationKind.Await);
            }
        });
    }

    /// <summary>A statement that is nothing but a work, or throws one away.</summary>
    private static void LookAtStatement(OperationAnalysisContext context, KnownTypes known)
    {
        IOperation value = ((IExpressionStatementOperation)context.Operation).Operation;
        if (value is IAwaitOperation)
        {
            return;
        }

        if (value is ISimpleAssignmentOperation assignment)
        {
            if (assignment.Target is not IDiscardOperation)
            {
                return;
            }

            value = assignment.Value;
        }

        if (known.IsWork(value.Type))
        {
            context.ReportDiagnostic(Diagnostic.Create(Problems.NotAwaited, value.Syntax.GetLocation(), NameOf(value.Syntax)));
        }
    }

    /// <summary>Local variables that are given a work and never read.</summary>
    private static void LookAtLocals(OperationBlockAnalysisContext context, KnownTypes known)
    {
        Dictionary<ILocalSymbol, IOperation> works = new(SymbolEqualityComparer.Default);
        HashSet<ISymbol> read = new(SymbolEqualityComparer.Default);
        foreach (IOperation operation in context.OperationBlocks.SelectMany(static b => b.DescendantsAndSelf()))
        {
            if (operation is IVariableDeclaratorOperation { Symbol: var local } declarator && known.IsWork(local.Type)
                && declarator.GetVariableInitializer() is { Value: var value })
            {
                works[local] = value;
            }
            else if (operation is ILocalReferenceOperation { Local: var used })
            {
                read.Add(used);
            }
        }

        foreach (KeyValuePair<ILocalSymbol, IOperation> work in works.Where(w => !read.Contains(w.Key)))
        {
            context.ReportDiagnostic(
                Diagnostic.Create(Problems.NotAwaited, work.Value.Syntax.GetLocation(), NameOf(work.Value.Syntax)));
        }
    }

    /// <summary>An await, in a method or lambda that is a work, of what no machine resumes.</summary>
    private static void LookAtAwait(OperationAnalysisContext context, KnownTypes known)
    {
        var operation = (IAwaitOperation)context.Operation;
        if (operation.Operation.Type is { TypeKind: not TypeKind.Error } awaited && !known.IsWork(awaited) && !known.IsPause(awaited)
            && known.IsWork(BodyOf(operation, context.ContainingSymbol)?.ReturnType))
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Problems.ForeignAwait, operation.Syntax.GetLocation(), operation.Operation.Syntax.ToString(), awaited.ToDisplayString()));
        }
    }

    /// <summary>The innermost lambda, local function or method around an operation.</summary>
    private static IMethodSymbol? BodyOf(IOperation operation, ISymbol containing)
    {
        for (IOperation? around = operation.Parent; around is not null; around = around.Parent)
        {
            switch (around)
            {
                case IAnonymousFunctionOperation lambda:
                    return lambda.Symbol;
                case ILocalFunctionOperation function:
                    return function.Symbol;
            }
        }

        return containing as IMethodSymbol;
    }

    private static string NameOf(SyntaxNode node) => node is InvocationExpressionSyntax call
        ? call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name.ToString(),
            MemberBindingExpressionSyntax member => member.Name.ToString(),
            _ => call.Expression.ToString(),
        }
        : node is ConditionalAccessExpressionSyntax conditional ? NameOf(conditional.WhenNotNull) : node.ToString();

    /// <summary>The awaitables of the model, as the compilation sees them.</summary>
    private sealed class KnownTypes
    {
        private readonly INamedTypeSymbol _work;
        private readonly INamedTypeSymbol? _workWithResult;
        private readonly INamedTypeSymbol? _pause;

        private KnownTypes(INamedTypeSymbol work, Compilation compilation)
        {
            _work = work;
            _workWithResult = compilation.GetTypeByMetadataName(Work + "`1");
            _pause = compilation.GetTypeByMetadataName(Pause);
        }

        public static KnownTypes? Of(Compilation compilation) =>
            compilation.GetTypeByMetadataName(Work) is { } work ? new KnownTypes(work, compilation) : null;

        public bool IsWork(ITypeSymbol? type)
        {
            if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            {
                type = nullable.TypeArguments[0];
            }

            return Is(type, _work) || Is(type, _workWithResult);
        }

        public bool IsPause(ITypeSymbol type) => Is(type, _pause);

        private static bool Is(ITypeSymbol? type, INamedTypeSymbol? wanted) =>
            wanted is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, wanted);
    }
}
