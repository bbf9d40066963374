"""Multivariate analysis: how indicators hang together, and what each really weighs.

Source of the formulas: OECD/JRC (2008), Handbook on Constructing Composite Indicators, step 4.

``coherence``
    Correlations, Cronbach's alpha, principal components.
``importance``
    Correlation ratios: what each dimension really contributes to the variance of the total.
``importance_targets``
    Weights under which importance is as declared.
"""
